package io.github.qstash.receive;

import org.jspecify.annotations.Nullable;

import org.springframework.http.ResponseEntity;

/**
 * What a delivery is answered, and why.
 *
 * @param response the answer
 * @param outcome what became of the delivery, in a word
 * @param rejection why it was not let in, in a word, or {@code null} if it was
 * @param error why it failed, or {@code null} if it did not
 */
record DeliveryAnswer(ResponseEntity<byte[]> response, String outcome, @Nullable String rejection,
		@Nullable Throwable error) {

}
