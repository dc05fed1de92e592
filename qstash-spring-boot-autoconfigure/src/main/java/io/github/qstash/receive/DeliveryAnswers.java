package io.github.qstash.receive;

import java.nio.charset.StandardCharsets;
import java.time.Duration;

import io.github.qstash.message.QStashHeaders;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;

/**
 * What a delivery is answered. Only an answer to a handled delivery has a body.
 */
final class DeliveryAnswers {

	/** Together with {@link QStashHeaders#NON_RETRYABLE_ERROR}: no retries. */
	private static final int NON_RETRYABLE = 489;

	private static final MediaType TEXT = new MediaType(MediaType.TEXT_PLAIN, StandardCharsets.UTF_8);

	private final JsonMapper jsonMapper;

	DeliveryAnswers(JsonMapper jsonMapper) {
		this.jsonMapper = jsonMapper;
	}

	ResponseEntity<byte[]> handled(Object value) {
		if (value instanceof byte[] bytes) {
			return ResponseEntity.ok().contentType(MediaType.APPLICATION_OCTET_STREAM).body(bytes);
		}
		if (value instanceof CharSequence text) {
			return ResponseEntity.ok().contentType(TEXT).body(text.toString().getBytes(StandardCharsets.UTF_8));
		}
		return ResponseEntity.ok()
			.contentType(MediaType.APPLICATION_JSON)
			.body(this.jsonMapper.writeValueAsBytes(value));
	}

	ResponseEntity<byte[]> handledWithoutValue() {
		return ResponseEntity.ok().build();
	}

	ResponseEntity<byte[]> notGenuine() {
		return ResponseEntity.status(HttpStatus.UNAUTHORIZED).build();
	}

	ResponseEntity<byte[]> tooLarge() {
		return unread(HttpStatus.CONTENT_TOO_LARGE);
	}

	ResponseEntity<byte[]> tooSlow() {
		return unread(HttpStatus.REQUEST_TIMEOUT);
	}

	ResponseEntity<byte[]> failedForGood() {
		return ResponseEntity.status(NON_RETRYABLE).header(QStashHeaders.NON_RETRYABLE_ERROR, "true").build();
	}

	ResponseEntity<byte[]> tryAgain(Duration after) {
		long seconds = after.plusNanos(999_999_999).toSeconds();
		return ResponseEntity.status(HttpStatus.SERVICE_UNAVAILABLE)
			.header(HttpHeaders.RETRY_AFTER, String.valueOf(seconds))
			.build();
	}

	ResponseEntity<byte[]> failed() {
		return ResponseEntity.internalServerError().build();
	}

	// what is left of the body must not be taken for the next request
	private static ResponseEntity<byte[]> unread(HttpStatus status) {
		return ResponseEntity.status(status).header(HttpHeaders.CONNECTION, "close").build();
	}

}
