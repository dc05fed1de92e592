package io.github.qstash.devserver.api;

import java.util.function.Consumer;

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
		return new MessageReader(headers).read();
	}

	private MessageSpec.Builder read() {
		this.values.refuse("Upstash-Cron", "is not supported here: create a schedule with POST /v2/schedules");
		MessageSpec.Builder message = MessageSpec.builder();
		ifPresent(this.values.method(QStashHeaders.METHOD), message::method);
		ifPresent(this.values.integer(QStashHeaders.RETRIES), message::retries);
		ifPresent(this.values.duration(QStashHeaders.TIMEOUT), message::timeout);
		return message.headers(ForwardedHeaders.ofMessage(this.headers, this.values.flag(QStashHeaders.HEADER_FORWARD)))
			.retryDelay(this.values.retryDelay(QStashHeaders.RETRY_DELAY))
			.delay(this.values.duration(QStashHeaders.DELAY))
			.notBefore(this.values.instant(QStashHeaders.NOT_BEFORE))
			.labels(this.values.list(QStashHeaders.LABEL))
			.callback(CallbackReader.read(QStashHeaders.CALLBACK, this.headers))
			.failureCallback(CallbackReader.read(QStashHeaders.FAILURE_CALLBACK, this.headers))
			.redaction(RedactionReader.read(this.values))
			.flowControl(FlowControlReader.read(this.values))
			.deduplicationId(this.values.text(QStashHeaders.DEDUPLICATION_ID))
			.contentBasedDeduplication(this.values.flag(QStashHeaders.CONTENT_BASED_DEDUPLICATION));
	}

	private static <T> void ifPresent(@Nullable T value, Consumer<T> target) {
		if (value != null) {
			target.accept(value);
		}
	}

}
