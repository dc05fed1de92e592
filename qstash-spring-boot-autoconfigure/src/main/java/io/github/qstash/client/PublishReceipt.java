package io.github.qstash.client;

import org.jspecify.annotations.Nullable;

/**
 * QStash's word that it holds one message.
 *
 * @param messageId id of the message; of the earlier one if {@code deduplicated}
 * @param url the endpoint, if the message was sent to a URL group
 * @param deduplicated whether a message with the same deduplication id was accepted
 * before, so that this call created no new one
 * @param recovered whether QStash had accepted the message with an earlier attempt, whose
 * answer was lost. Known for deduplication ids only that the same template has generated,
 * and which no other message has: with one of its own, or one made from the content, a
 * message that an earlier attempt had brought is {@code deduplicated}
 * @since 1.0.0
 */
public record PublishReceipt(String messageId, @Nullable String url, boolean deduplicated, boolean recovered) {

	/**
	 * Create a receipt of a message that was accepted with the first attempt.
	 * @param messageId id of the message
	 * @param url the endpoint, if the message was sent to a URL group
	 * @param deduplicated whether this call created no new message
	 */
	public PublishReceipt(String messageId, @Nullable String url, boolean deduplicated) {
		this(messageId, url, deduplicated, false);
	}

	// no other message has a generated id: a duplicate of it is the message itself
	PublishReceipt recoveredIfDeduplicated() {
		return this.deduplicated ? new PublishReceipt(this.messageId, this.url, false, true) : this;
	}

}
