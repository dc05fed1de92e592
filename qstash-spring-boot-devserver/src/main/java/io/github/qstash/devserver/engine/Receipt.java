package io.github.qstash.devserver.engine;

import org.jspecify.annotations.Nullable;

/**
 * The engine's word that it holds a message.
 *
 * @param messageId id of the message; of the earlier one if {@code deduplicated}
 * @param url the endpoint, if the message was published to a URL group
 * @param deduplicated whether an earlier message with the same deduplication id stands
 * for this one, so that nothing was created
 * @since 1.0.0
 */
public record Receipt(String messageId, @Nullable String url, boolean deduplicated) {

}
