package io.github.qstash.devserver.engine;

import java.util.function.Function;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

/**
 * What messages can be found by. A message may have several values of a field, or none.
 *
 * @since 1.0.0
 * @see <a href="https://upstash.com/docs/qstash/howto/debug-logs">QStash: logs</a>
 */
public enum MessageField {

	/** Id of the message. */
	MESSAGE_ID((message) -> Stream.of(message.messageId())),

	/** Destination URL, as it was given. */
	URL((message) -> Stream.of(message.url())),

	/** Host of the destination URL, alone or with its port. */
	HOST((message) -> HttpUrls.hosts(message.url())),

	/** Path of the destination URL, without its query. */
	PATH((message) -> Stream.of(HttpUrls.path(message.url()))),

	/** Name of the URL group that it was published to. */
	URL_GROUP((message) -> ofNullable(message.topicName())),

	/** Id of the schedule that produced it. */
	SCHEDULE((message) -> ofNullable(message.scheduleId())),

	/** Name of its queue. */
	QUEUE((message) -> ofNullable(message.spec().queue())),

	/** Address of its publisher. */
	CALLER_IP((message) -> Stream.of(message.spec().callerIp())),

	/** Its labels. */
	LABEL((message) -> message.spec().labels().stream()),

	/** Key that it shares its limits by. */
	FLOW_CONTROL_KEY((message) -> ofNullable(message.spec().flowControl()).map(FlowControl::key));

	private final Function<MessageView, Stream<String>> values;

	MessageField(Function<MessageView, Stream<String>> values) {
		this.values = values;
	}

	Stream<String> of(MessageView message) {
		return this.values.apply(message);
	}

	private static <T> Stream<T> ofNullable(@Nullable T value) {
		return (value != null) ? Stream.of(value) : Stream.empty();
	}

}
