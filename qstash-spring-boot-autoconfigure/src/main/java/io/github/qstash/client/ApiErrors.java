package io.github.qstash.client;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Turns an answer that is not 2xx into the exception that tells what it means.
 */
final class ApiErrors {

	private static final int MAX_TEXT = 500;

	private final JsonMapper jsonMapper;

	private final String token;

	ApiErrors(JsonMapper jsonMapper, String token) {
		this.jsonMapper = jsonMapper;
		this.token = token;
	}

	QStashApiException exception(RequestKind kind, int status, HttpHeaders headers, byte[] body) {
		String text = text(headers, body);
		return switch (status) {
			case 401, 403 -> new QStashAuthenticationException(kind, status, text);
			case 404 -> new QStashNotFoundException(kind, status, text);
			case 412 -> new QStashPlanLimitException(kind, status, text);
			case 429 -> rateLimit(kind, headers, text);
			default -> new QStashApiException(kind, status, text, retryAfter(headers));
		};
	}

	private static QStashRateLimitException rateLimit(RequestKind kind, HttpHeaders headers, String text) {
		if (headers.contains("x-ratelimit-limit-requests")) {
			return new QStashRateLimitException(kind, text, QStashRateLimitException.Kind.CHAT,
					number(headers.get("x-ratelimit-limit-requests")),
					number(headers.get("x-ratelimit-remaining-requests")),
					afterDuration(headers.get("x-ratelimit-reset-requests")), retryAfter(headers));
		}
		if (headers.contains("RateLimit-Limit")) {
			return rateLimit(kind, headers, text, QStashRateLimitException.Kind.DAILY, "RateLimit-");
		}
		return rateLimit(kind, headers, text, QStashRateLimitException.Kind.BURST, "Burst-RateLimit-");
	}

	private static QStashRateLimitException rateLimit(RequestKind requestKind, HttpHeaders headers, String text,
			QStashRateLimitException.Kind kind, String prefix) {
		Long reset = number(headers.get(prefix + "Reset"));
		return new QStashRateLimitException(requestKind, text, kind, number(headers.get(prefix + "Limit")),
				number(headers.get(prefix + "Remaining")), (reset != null) ? Instant.ofEpochSecond(reset) : null,
				retryAfter(headers));
	}

	private static @Nullable Long number(@Nullable String value) {
		return (value != null && value.matches("\\d{1,11}")) ? Long.valueOf(value) : null;
	}

	private static @Nullable Instant afterDuration(@Nullable String value) {
		try {
			// "6m5s" is how the provider says it
			return (value != null) ? Instant.now().plus(Duration.parse("PT" + value)) : null;
		}
		catch (DateTimeException ex) {
			return null;
		}
	}

	private static @Nullable Duration retryAfter(HttpHeaders headers) {
		String value = headers.get(HttpHeaderNames.RETRY_AFTER);
		Long seconds = number(value);
		if (value == null || seconds != null) {
			return (seconds != null) ? Duration.ofSeconds(seconds) : null;
		}
		try {
			Instant instant = DateTimeFormatter.RFC_1123_DATE_TIME.parse(value, Instant::from);
			Duration wait = Duration.between(Instant.now(), instant);
			return wait.isNegative() ? Duration.ZERO : wait;
		}
		catch (DateTimeException ex) {
			return null;
		}
	}

	private String text(HttpHeaders headers, byte[] body) {
		try {
			JsonNode error = this.jsonMapper.readTree(body).path("error");
			if (error.isString()) {
				return shorten(error.stringValue().replace(this.token, "<token>"));
			}
		}
		catch (JacksonException ex) {
			// another one answers in the place of QStash
		}
		// some proxies show the request that they could not pass on, with all its secrets
		String type = headers.get(HttpHeaderNames.CONTENT_TYPE);
		return (body.length != 0)
				? "no error text but " + body.length + " bytes" + ((type != null) ? " of " + shorten(type) : "") : "";
	}

	static String shorten(String text) {
		String line = text.replaceAll("\\p{Cntrl}+", " ");
		return (line.length() <= MAX_TEXT) ? line : line.substring(0, MAX_TEXT) + "…";
	}

}
