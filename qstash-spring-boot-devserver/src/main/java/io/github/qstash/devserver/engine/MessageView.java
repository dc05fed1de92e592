package io.github.qstash.devserver.engine;

import java.time.Instant;

import org.jspecify.annotations.Nullable;

/**
 * An accepted message: everything about it that never changes.
 *
 * @param messageId its id
 * @param url where it is delivered
 * @param topicName URL group that it was published to, if any
 * @param endpointName name of its endpoint within that group, if any
 * @param scheduleId schedule that produced it, if any
 * @param sourceMessageId the message whose attempt it reports, if it is a callback
 * @param spec what the publisher asked for
 * @param createdAt when it was accepted
 * @param notBefore earliest instant of its first attempt
 * @since 1.0.0
 */
public record MessageView(String messageId, String url, @Nullable String topicName, @Nullable String endpointName,
		@Nullable String scheduleId, @Nullable String sourceMessageId, MessageSpec spec, Instant createdAt,
		Instant notBefore) {

	/**
	 * Name the id only: headers and payload are not for logs.
	 */
	@Override
	public String toString() {
		return this.messageId;
	}

}
