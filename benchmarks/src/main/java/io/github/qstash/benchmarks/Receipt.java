package io.github.qstash.benchmarks;

import org.jspecify.annotations.Nullable;

/**
 * What the clients that are written by hand read from an answer.
 *
 * @param messageId id of the message
 * @param deduplicated whether it was known before
 */
record Receipt(String messageId, @Nullable Boolean deduplicated) {

}
