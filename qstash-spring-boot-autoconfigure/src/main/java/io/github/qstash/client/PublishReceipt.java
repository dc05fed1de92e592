package io.github.qstash.client;

import org.jspecify.annotations.Nullable;

/**
 * QStash's word that it holds one message.
 *
 * @param messageId id of the message; of the earlier one if {@code deduplicated}
 * @param url the endpoint, if the message was sent to a URL group
 * @param deduplicated whether the same deduplication id was seen within its window, so
 * that no new message was created
 * @since 1.0.0
 */
public record PublishReceipt(String messageId, @Nullable String url, boolean deduplicated) {

}
