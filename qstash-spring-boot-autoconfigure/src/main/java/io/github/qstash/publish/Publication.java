package io.github.qstash.publish;

import java.util.ArrayList;
import java.util.List;

import io.github.qstash.client.BatchResult;
import io.github.qstash.client.QStashOperations;
import io.github.qstash.client.QStashRejectedException;
import io.github.qstash.message.QStashMessage;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Publishes, once, what one annotation says of values that one call returned.
 */
final class Publication {

	private final MethodCall call;

	private final PublishDefinition definition;

	private final Object value;

	// values that follow in the same batch
	private List<Object> more = List.of();

	// those that are not accepted yet
	private List<QStashMessage> messages = List.of();

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
	List<QStashMessage> prepare() {
		List<QStashMessage> prepared = this.definition.messages(this.call, this.value);
		if (!this.more.isEmpty()) {
			prepared = new ArrayList<>(prepared);
			for (Object following : this.more) {
				prepared.addAll(this.definition.messages(this.call, following));
			}
		}
		this.messages = prepared;
		return prepared;
	}

	/**
	 * Have another publication be part of this one, if both are of the same batch.
	 * @param next the publication that follows
	 * @return whether this one takes care of it
	 */
	boolean takesAlong(Publication next) {
		if (!this.definition.batch() || next.definition != this.definition || next.call != this.call) {
			return false;
		}
		if (this.more.isEmpty()) {
			this.more = new ArrayList<>();
		}
		this.more.add(next.value);
		return true;
	}

	Mono<?> publish(QStashOperations operations) {
		List<QStashMessage> prepared = prepare();
		return switch (prepared.size()) {
			case 0 -> Mono.empty();
			case 1 -> operations.publish(prepared.get(0));
			default -> operations.publishAll(Flux.fromIterable(prepared)).collectList().flatMap(this::accept);
		};
	}

	/**
	 * Take the results of the messages.
	 * @param results one for each message
	 * @return fails if one of them was not accepted
	 */
	Mono<Void> accept(List<BatchResult> results) {
		List<QStashMessage> failed = new ArrayList<>();
		RuntimeException failure = null;
		for (int i = 0; i < results.size(); i++) {
			RuntimeException reason = reason(results.get(i));
			if (reason == null) {
				continue;
			}
			failed.add(this.messages.get(i));
			if (failure == null) {
				failure = reason;
			}
			else if (failure != reason) {
				failure.addSuppressed(reason);
			}
		}
		this.messages = failed;
		return (failure != null) ? Mono.error(failure) : Mono.empty();
	}

	private static @Nullable RuntimeException reason(BatchResult result) {
		if (result instanceof BatchResult.Rejected rejected) {
			return new QStashRejectedException(rejected.error());
		}
		return (result instanceof BatchResult.Failed failed) ? failed.failure() : null;
	}

	QStashPublishFailure failedWith(Throwable cause) {
		return new QStashPublishFailure(this.call.method(), this.value, List.copyOf(this.messages), cause);
	}

}
