package io.github.qstash.receive;

import java.nio.charset.StandardCharsets;
import java.util.Locale;

import io.github.qstash.signature.RejectionReason;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;

/**
 * What a delivery is answered. Only an answer to a handled delivery has a body.
 */
final class DeliveryAnswers {

	private static final MediaType TEXT = new MediaType(MediaType.TEXT_PLAIN, StandardCharsets.UTF_8);

	private final JsonMapper jsonMapper;

	DeliveryAnswers(JsonMapper jsonMapper) {
		this.jsonMapper = jsonMapper;
	}

	DeliveryAnswer handled(Object value) {
		HandlerValue.check(value);
		if (value instanceof byte[] bytes) {
			return handled(MediaType.APPLICATION_OCTET_STREAM, bytes);
		}
		if (value instanceof CharSequence text) {
			return handled(TEXT, text.toString().getBytes(StandardCharsets.UTF_8));
		}
		return handled(MediaType.APPLICATION_JSON, this.jsonMapper.writeValueAsBytes(value));
	}

	private static DeliveryAnswer handled(MediaType type, byte[] body) {
		return new DeliveryAnswer(ResponseEntity.ok().contentType(type).body(body), "handled", null, null);
	}

	DeliveryAnswer handledWithoutValue() {
		return new DeliveryAnswer(ResponseEntity.ok().build(), "handled", null, null);
	}

	DeliveryAnswer notGenuine(RejectionReason reason, boolean unreadBody) {
		return rejected(
				unreadBody ? unread(HttpStatus.UNAUTHORIZED) : ResponseEntity.status(HttpStatus.UNAUTHORIZED).build(),
				reason.name().toLowerCase(Locale.ROOT).replace('_', '-'));
	}

	DeliveryAnswer tooLarge() {
		return rejected(unread(HttpStatus.CONTENT_TOO_LARGE), "body-size");
	}

	DeliveryAnswer tooSlow() {
		return rejected(unread(HttpStatus.REQUEST_TIMEOUT), "body-timeout");
	}

	DeliveryAnswer unreadable() {
		return rejected(unread(HttpStatus.BAD_REQUEST), "body-unreadable");
	}

	DeliveryAnswer uncheckable(Throwable error) {
		return new DeliveryAnswer(unread(HttpStatus.INTERNAL_SERVER_ERROR), "failed", null, error);
	}

	DeliveryAnswer failed(DeliveryFailure failure, Throwable error) {
		String outcome = (failure.after() != null) ? "retry-later" : "failed";
		return new DeliveryAnswer(ResponseEntity.status(failure.status()).headers(failure.headers()).build(),
				failure.isForGood() ? "failed-for-good" : outcome, null, error);
	}

	private static DeliveryAnswer rejected(ResponseEntity<byte[]> response, String reason) {
		return new DeliveryAnswer(response, "rejected", reason, null);
	}

	// what is left of the body must neither be taken for the next request nor delay it
	private static ResponseEntity<byte[]> unread(HttpStatus status) {
		return ResponseEntity.status(status).header(HttpHeaders.CONNECTION, "close").build();
	}

}
