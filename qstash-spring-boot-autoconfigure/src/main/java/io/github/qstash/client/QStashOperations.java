package io.github.qstash.client;

import java.util.Collection;
import java.util.List;
import java.util.function.Consumer;

import io.github.qstash.message.QStashMessage;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * What an application can ask of QStash. All work happens on subscription, and each
 * subscription sends anew.
 * <p>
 * Every returned {@code Mono} fails with a {@link QStashException} if QStash refuses or
 * cannot be reached. A message that is wrong in itself is refused with an
 * {@link io.github.qstash.message.InvalidMessageException} before anything is sent.
 *
 * @since 1.0.0
 */
public interface QStashOperations {

	/**
	 * Publish a body with default options.
	 * @param destination an absolute http(s) URL, the name of a URL group, an API name
	 * such as {@code api/llm}, or a path of this application that starts with {@code /}
	 * @param body the body: {@code String} and {@code byte[]} are sent as they are,
	 * anything else as JSON, {@code null} as an empty body
	 * @return the receipts
	 */
	default Mono<PublishResponse> publish(String destination, @Nullable Object body) {
		return Mono.defer(() -> publish(QStashMessage.to(destination).body(body).build()));
	}

	/**
	 * Publish a message: directly, through its queue, or to every endpoint of its URL
	 * group.
	 * @param message the message
	 * @return the receipts: one, or one for each endpoint of a URL group
	 * @see <a href="https://upstash.com/docs/qstash/howto/publishing">QStash:
	 * publishing</a>
	 */
	Mono<PublishResponse> publish(QStashMessage message);

	/**
	 * Publish a message that is described at the call site:
	 * {@code publish((message) -> message.to("/orders").body(order).retries(5))}.
	 * @param message describes the message
	 * @return the receipts
	 */
	default Mono<PublishResponse> publish(Consumer<QStashMessage.Builder> message) {
		return Mono.defer(() -> {
			QStashMessage.Builder builder = QStashMessage.builder();
			message.accept(builder);
			return publish(builder.build());
		});
	}

	/**
	 * Return a message with the deduplication id that publishing it would generate, so
	 * that whoever publishes it again after a failure, from an outbox for example, does
	 * not double it. Nothing is sent.
	 * <p>
	 * The id stays with the message: to publish the message again is to send the same id
	 * again, and within ten minutes of the first time QStash creates no second message.
	 * The receipt says {@link PublishReceipt#recovered() recovered} then, or
	 * {@link PublishReceipt#deduplicated() deduplicated} if the id is from another
	 * instance or from before a restart; both mean that QStash has the message. After ten
	 * minutes it is delivered once more. A message that is meant to be delivered twice
	 * needs two ids, and is identified anew from the message without one.
	 * <p>
	 * {@link QStashMessageCustomizer} beans are asked whether they recognise the message,
	 * and once more when it is published.
	 * @param message the message
	 * @return a message with the id; the same message if it is recognised already, by an
	 * id or its content, or if no ids are generated
	 * @see <a href="https://upstash.com/docs/qstash/features/deduplication">QStash:
	 * deduplication</a>
	 */
	default QStashMessage identified(QStashMessage message) {
		return message;
	}

	/**
	 * Publish several messages with one call. Messages are accepted or refused one by
	 * one: a refused message does not keep the others from being sent.
	 * @param messages the messages, with textual bodies only
	 * @return one result for each message, in their order
	 * @see <a href="https://upstash.com/docs/qstash/features/batch">QStash: batch</a>
	 */
	Mono<List<BatchResult>> batch(Collection<QStashMessage> messages);

	/**
	 * Publish a stream of messages with as few calls as possible. Messages are collected
	 * into batches by number, size and waiting time; a bounded number of calls is under
	 * way, and the source is asked for no more than that needs. A message with a binary
	 * body, which cannot travel in a batch, is published by itself. The source is also
	 * asked on event loops, where answers arrive: one that blocks needs
	 * {@code subscribeOn} with a scheduler for it.
	 * <p>
	 * A message that is refused, and a call that fails, are results and do not end the
	 * stream, unless the template is set to fail fast. An error of the source ends it
	 * after the results of the messages before. Messages of one queue are brought one
	 * call after the other. Cancelling stops new calls and breaks off those under way:
	 * whether QStash took their messages is not known then.
	 * @param messages the messages
	 * @return one result for each message, in their order
	 * @see <a href="https://upstash.com/docs/qstash/features/batch">QStash: batch</a>
	 */
	Flux<BatchResult> publishAll(Publisher<QStashMessage> messages);

}
