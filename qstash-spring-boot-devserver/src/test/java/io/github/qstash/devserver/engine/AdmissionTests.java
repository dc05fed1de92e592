package io.github.qstash.devserver.engine;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatNoException;

class AdmissionTests {

	private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

	@Test
	void theLimitsThemselvesAreAllowed() {
		assertThatNoException().isThrownBy(() -> check(MessageSpec.builder()
			.retries(999)
			.timeout(Duration.ofHours(12))
			.callback(callbackWithTimeout(Duration.ofHours(12)))
			.failureCallback(callbackWithTimeout(Duration.ofHours(12)))
			.delay(Duration.ofDays(365))
			.notBefore(NOW.plus(Duration.ofDays(365)))
			.method("DELETE")));
	}

	@Test
	void aRefusalNamesTheOption() {
		refused(MessageSpec.builder().method("TRACE"), "invalid Upstash-Method: use GET, POST, PUT, PATCH or DELETE");
		refused(MessageSpec.builder().retries(-1), "invalid Upstash-Retries: it must be between 0 and 999");
		refused(MessageSpec.builder().retries(1000), "invalid Upstash-Retries: it must be between 0 and 999");
		refused(MessageSpec.builder().timeout(Duration.ZERO), "invalid Upstash-Timeout: it must be positive");
		refused(MessageSpec.builder().delay(Duration.ofSeconds(-1)),
				"invalid Upstash-Delay: it must be between 0 and 365 days");
		refused(MessageSpec.builder().delay(Duration.ofDays(366)),
				"invalid Upstash-Delay: it must be between 0 and 365 days");
		refused(MessageSpec.builder().notBefore(NOW.plus(Duration.ofDays(366))),
				"invalid Upstash-Not-Before: it must be within 365 days");
	}

	@Test
	void aTimeoutBeyondTheLimitIsRefused() {
		Duration tooLong = Duration.ofHours(12).plusSeconds(1);
		refused(MessageSpec.builder().timeout(tooLong), "invalid Upstash-Timeout: it must not be longer than 12 hours");
		refused(MessageSpec.builder().timeout(Duration.ofDays(200_000)),
				"invalid Upstash-Timeout: it must not be longer than 12 hours");
		refused(MessageSpec.builder().callback(callbackWithTimeout(tooLong)),
				"invalid Upstash-Callback-Timeout: it must not be longer than 12 hours");
		refused(MessageSpec.builder().failureCallback(callbackWithTimeout(tooLong)),
				"invalid Upstash-Failure-Callback-Timeout: it must not be longer than 12 hours");
	}

	@Test
	void aRefusalNamesTheOptionOfACallback() {
		refused(MessageSpec.builder().callback(CallbackSpec.to("localhost/cb")),
				"invalid Upstash-Callback url: endpoint has invalid scheme, add http:// or https://");
		refused(MessageSpec.builder()
			.callback(new CallbackSpec("https://a.example", "HEAD", Map.of(), null, null, null)),
				"invalid Upstash-Callback-Method: use GET, POST, PUT, PATCH or DELETE");
		refused(MessageSpec.builder()
			.failureCallback(new CallbackSpec("https://a.example", "POST", Map.of(), -1, null, null)),
				"invalid Upstash-Failure-Callback-Retries: it must be between 0 and 999");
		refused(MessageSpec.builder()
			.failureCallback(new CallbackSpec("https://a.example", "POST", Map.of(), null, null, Duration.ofDays(-1))),
				"invalid Upstash-Failure-Callback-Timeout: it must be positive");
	}

	@ParameterizedTest
	@ValueSource(strings = { "http://localhost:3000", "HTTPS://Example.com/a?b#c", "http://[::1]:8080/", "http://a",
			"http://user:p%40w@a:65535?x=@", "http://[fe80::1%25eth0]/", "http://a:/x",
			"https://bücher.example/{|}//" })
	void absoluteHttpUrlsAreAllowed(String url) {
		assertThatNoException().isThrownBy(() -> HttpUrls.check("destination", url));
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "example.com", "/path", "https:/a", "mailto:a@b", "ftp://a", "//a" })
	void otherUrlsLackAScheme(String url) {
		assertThatExceptionOfType(RefusedException.class).isThrownBy(() -> HttpUrls.check("destination", url))
			.withMessage("invalid destination url: endpoint has invalid scheme, add http:// or https://");
	}

	@ParameterizedTest
	@ValueSource(strings = { "http://", "https:///path", "http://?x", "http://a b", "http://a\r\nHost: b",
			"http://a/\u0000", "http://:80/", "http://a:0/", "http://a:65536/", "http://a:port/", "http://user@/",
			"http://[::1/", "http://a]/" })
	void urlsThatCannotBeCalledAreRefused(String url) {
		assertThatExceptionOfType(RefusedException.class).isThrownBy(() -> HttpUrls.check("endpoint", url))
			.withMessage("invalid endpoint url: endpoint has no valid host and port or contains blanks");
	}

	@Test
	void aLongUrlIsRefused() {
		assertThatExceptionOfType(RefusedException.class)
			.isThrownBy(() -> HttpUrls.check("destination", "http://a/" + "x".repeat(10_000)))
			.withMessage("invalid destination url: it has 10009 characters, at most 8192 are allowed");
	}

	private static CallbackSpec callbackWithTimeout(Duration timeout) {
		return new CallbackSpec("https://a.example", "POST", Map.of(), null, null, timeout);
	}

	private static void refused(MessageSpec.Builder spec, String text) {
		assertThatExceptionOfType(RefusedException.class).isThrownBy(() -> check(spec))
			.withMessage(text)
			.satisfies((ex) -> assertThat(ex.kind()).isEqualTo(RefusedException.Kind.INVALID));
	}

	private static void check(MessageSpec.Builder spec) {
		Admission.check(NOW, spec.build());
	}

}
