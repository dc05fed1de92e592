package io.github.qstash.devserver.api;

import java.util.List;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

import io.github.qstash.devserver.engine.MessageSpec;
import io.github.qstash.message.QStashHeaders;
import org.jspecify.annotations.Nullable;

/**
 * Reads what a publisher asks for out of the headers of a publish request or batch item.
 */
final class MessageReader {

	private final HeaderLines headers;

	private final HeaderValues values;

	private MessageReader(HeaderLines headers) {
		this.headers = headers;
		this.values = new HeaderValues(headers);
	}

	/**
	 * Read the options of a message.
	 * @param headers the headers
	 * @return a builder that lacks only body, queue and caller
	 */
	static MessageSpec.Builder read(HeaderLines headers) {
		MessageReader reader = new MessageReader(headers);
		reader.values.refuse("Upstash-Cron", "is not supported here: create a schedule with POST /v2/schedules");
		return reader.read();
	}

	/**
	 * Read the options of the messages of a schedule.
	 * @param headers the headers
	 * @return a builder that lacks only body, queue and caller
	 */
	static MessageSpec.Builder readScheduled(HeaderLines headers) {
		return new MessageReader(headers).read();
	}

	/**
	 * Read changes to the options of a message. What the headers do not name stays as it
	 * was, and so does its content type: that of the request is about the request.
	 * @param headers the headers
	 * @return makes the changed message of the original
	 */
	static UnaryOperator<MessageSpec> overrides(HeaderLines headers) {
		MessageReader reader = new MessageReader(headers);
		// what is malformed is refused now
		reader.override(MessageSpec.builder().build());
		return reader::override;
	}

	private MessageSpec.Builder read() {
		return options(MessageSpec.builder())
			.headers(ForwardedHeaders.ofMessage(this.headers, this.values.flag(QStashHeaders.HEADER_FORWARD)))
			.deduplicationId(this.values.text(QStashHeaders.DEDUPLICATION_ID))
			.contentBasedDeduplication(this.values.flag(QStashHeaders.CONTENT_BASED_DEDUPLICATION));
	}

	private MessageSpec override(MessageSpec message) {
		return options(message.toBuilder()).headers(ForwardedHeaders.override(message.headers(), this.headers)).build();
	}

	private MessageSpec.Builder options(MessageSpec.Builder message) {
		ifPresent(this.values.method(QStashHeaders.METHOD), message::method);
		ifPresent(this.values.integer(QStashHeaders.RETRIES), message::retries);
		ifPresent(this.values.retryDelay(QStashHeaders.RETRY_DELAY), message::retryDelay);
		ifPresent(this.values.duration(QStashHeaders.TIMEOUT), message::timeout);
		ifPresent(this.values.duration(QStashHeaders.DELAY), message::delay);
		ifPresent(this.values.instant(QStashHeaders.NOT_BEFORE), message::notBefore);
		List<String> labels = this.values.list(QStashHeaders.LABEL);
		ifPresent(labels.isEmpty() ? null : labels, message::labels);
		ifPresent(CallbackReader.read(QStashHeaders.CALLBACK, this.headers), message::callback);
		ifPresent(CallbackReader.read(QStashHeaders.FAILURE_CALLBACK, this.headers), message::failureCallback);
		ifPresent(RedactionReader.read(this.values), message::redaction);
		ifPresent(FlowControlReader.read(this.values), message::flowControl);
		return message;
	}

	private static <T> void ifPresent(@Nullable T value, Consumer<T> target) {
		if (value != null) {
			target.accept(value);
		}
	}

}
