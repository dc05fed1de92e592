package io.github.qstash.publish;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

import io.github.qstash.client.BatchResult;
import io.github.qstash.client.QStashOperations;
import io.github.qstash.client.QStashRejectedException;
import io.github.qstash.message.QStashMessage;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Publishes, once, what one annotation says of one value that a call returned.
 */
final class Publication {

	private final MethodCall call;

	private final PublishDefinition definition;

	private final Object value;

	private @Nullable List<QStashMessage> messages;

	// how many of the messages have a result
	private int results;

	private List<QStashMessage> refused = List.of();

	private @Nullable Throwable failure;

	Publication(MethodCall call, PublishDefinition definition, Object value) {
		this.call = call;
		this.definition = definition;
		this.value = value;
	}

	MethodCall call() {
		return this.call;
	}

	PublishDefinition definition() {
		return this.definition;
	}

	Object value() {
		return this.value;
	}

	/**
	 * Return the messages, which are made once.
	 * @return the messages to publish
	 */
	synchronized List<QStashMessage> prepare() {
		List<QStashMessage> prepared = this.messages;
		if (prepared == null) {
			// there are none if one of them cannot be made
			this.messages = List.of();
			try {
				prepared = this.definition.messages(this.call, this.value);
			}
			catch (RuntimeException ex) {
				fail(ex);
				throw ex;
			}
			this.messages = prepared;
		}
		return prepared;
	}

	/**
	 * Return the messages as they are to be sent. They keep their ids, so that whoever is
	 * told of a failure can publish them again without doubling them.
	 * @param operations what they are published with
	 * @return the messages to publish
	 */
	synchronized List<QStashMessage> prepare(QStashOperations operations) {
		List<QStashMessage> identified = new ArrayList<>(prepare());
		identified.replaceAll((message) -> identified(message, operations));
		this.messages = identified;
		return identified;
	}

	private static QStashMessage identified(QStashMessage message, QStashOperations operations) {
		try {
			// a mock knows only what it was told
			return Objects.requireNonNullElse(operations.identified(message), message);
		}
		catch (RuntimeException ex) {
			// publishing fails with the same, and the message is not lost
			return message;
		}
	}

	/**
	 * Return whether another publication may travel in the same batch.
	 * @param next the publication that follows
	 * @return whether both are of the same batch
	 */
	boolean isBatchedWith(Publication next) {
		return this.definition.batch() && next.definition == this.definition && next.call == this.call;
	}

	Mono<?> publish(QStashOperations operations) {
		List<QStashMessage> prepared = prepare(operations);
		return switch (prepared.size()) {
			case 0 -> Mono.empty();
			case 1 -> operations.publish(prepared.get(0));
			default ->
				operations.publishAll(Flux.fromIterable(prepared)).doOnNext(this::take).then(Mono.defer(this::outcome));
		};
	}

	/**
	 * Take a result.
	 * @param result of the first message that has none yet
	 */
	synchronized void take(BatchResult result) {
		QStashMessage message = prepare().get(this.results++);
		RuntimeException reason = reason(result);
		if (reason == null) {
			return;
		}
		if (this.refused.isEmpty()) {
			this.refused = new ArrayList<>();
		}
		this.refused.add(message);
		fail(reason);
	}

	/**
	 * Take a failure.
	 * @param reason why not everything was accepted
	 */
	synchronized void fail(Throwable reason) {
		this.failure = (this.failure != null) ? Publishing.first(this.failure, reason) : reason;
	}

	/**
	 * Return whether each message has a result.
	 * @return whether nothing is to be waited for
	 */
	synchronized boolean isComplete() {
		return this.messages != null && this.results == this.messages.size();
	}

	synchronized @Nullable Throwable failure() {
		return this.failure;
	}

	/**
	 * Tell what became of the messages.
	 * @return fails if something failed
	 */
	Mono<Void> outcome() {
		Throwable reason = failure();
		return (reason != null) ? Mono.error(reason) : Mono.empty();
	}

	synchronized QStashPublishFailure failedWith(Throwable cause) {
		List<QStashMessage> failed = new ArrayList<>(this.refused);
		try {
			List<QStashMessage> prepared = prepare();
			failed.addAll(prepared.subList(this.results, prepared.size()));
		}
		catch (RuntimeException ex) {
			Publishing.first(cause, ex);
		}
		return new QStashPublishFailure(this.call.method(), this.value, List.copyOf(failed), cause);
	}

	private static @Nullable RuntimeException reason(BatchResult result) {
		if (result instanceof BatchResult.Rejected rejected) {
			return new QStashRejectedException(rejected.error());
		}
		return (result instanceof BatchResult.Failed failed) ? failed.failure() : null;
	}

}
