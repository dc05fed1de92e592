package io.github.qstash.receive;

import java.net.URI;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Mono;

import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;

import static org.assertj.core.api.Assertions.assertThat;

class ExpectedUrlTests {

	private static final String INTERNAL = "http://10.0.0.7:8080";

	@ParameterizedTest
	@CsvSource({ "https://h.example/orders, /orders", "https://h.example/api/orders, /orders",
			"https://h.example:8443/a/b/orders?x=1, /orders?x=1", "http://h.example, /", "http://h.example/, /",
			"https://h.example/caf%C3%A9, /caf%C3%A9", "https://h.example/a%2Fb, /a%2Fb", "https://h.example/x?, /x",
			"https://h.example/x?q=a+b%20c, /x?q=a+b%20c", "https://user:pw@h.example/orders, /orders",
			"https://h.example//orders, /orders", "https://h.example/a[b]/orders, /orders",
			"https://h.example/100%/orders, /orders", "https://h.example/a b{c}|d/orders, /orders",
			"https://h.example/100%/orders?x=[1], /orders?x=[1]" })
	void whenPublicUrlIsNotKnownAndSignedPathEndsWithTheRequestThenAccepts(String signed, String request) {
		assertThat(auto(null, request).accepts(signed)).isTrue();
	}

	@ParameterizedTest
	@CsvSource({ "https://h.example/orders/, /orders", "https://h.example/orders, /orders/",
			"https://h.example/my-orders, /orders", "https://h.example/orders, /my-orders",
			"https://h.example/orders/other, /orders", "https://h.example/other, /orders",
			"https://h.example/Orders, /orders", "https://h.example/orders?x=1, /orders",
			"https://h.example/orders, /orders?x=1", "https://h.example/orders?x=1, /orders?x=2",
			"https://h.example/orders?a=1&b=2, /orders?b=2&a=1", "https://h.example/caf%c3%a9, /caf%C3%A9",
			"https://h.example/a/b, /a%2Fb", "https://h.example/%6Frders, /orders",
			"https://h.example/other?/orders, /orders", "https://h.example/other#/orders, /orders",
			"https://h.example/orders;v=1, /orders", "https://h.example/x/../orders/.., /orders", "mailto:a@b, /orders",
			"not a url, /orders", "'', /", "https://h.example, /orders", "https://h.example/a[b], /orders",
			"https://h.example/orders/100%, /orders", "https://, /", "https:///orders, /orders",
			"'https://h example/orders', /orders", "1https://h.example/orders, /orders" })
	void whenPublicUrlIsNotKnownAndSignedPathEndsInAnotherWayThenRefuses(String signed, String request) {
		assertThat(auto(null, request).accepts(signed)).isFalse();
	}

	@ParameterizedTest
	@CsvSource({ "https://h.example, https://h.example/orders", "https://h.example/, https://h.example/orders",
			"https://h.example:443, https://h.example/orders", "https://h.example, https://h.example:443/orders",
			"http://h.example, http://h.example:80/orders", "HTTPS://H.Example, https://h.example/orders",
			"https://h.example, HTTPS://h.EXAMPLE/orders", "https://h.example:8443, https://h.example:8443/orders",
			"https://h.example/api, https://h.example/api/orders",
			"https://h.example/api/, https://h.example/api/orders",
			"http://my_service:8081, http://my_service:8081/orders", "http://[::1]:8081, http://[::1]:8081/orders",
			"https://h.example, https://user:pw@h.example/orders", "https://h.example, https://a@b@h.example/orders" })
	void whenPublicUrlIsKnownAndSignedUrlIsItsThenAccepts(URI publicUrl, String signed) {
		assertThat(auto(publicUrl, "/orders").accepts(signed)).isTrue();
		assertThat(new ExpectedUrl(UrlCheck.FULL, publicUrl, request("", "/orders")).accepts(signed)).isTrue();
	}

	@ParameterizedTest
	@CsvSource({ "https://h.example, http://h.example/orders", "https://h.example, https://h.example:80/orders",
			"https://h.example, https://g.example/orders", "https://h.example, https://h.example.evil/orders",
			"https://h.example, https://h.example@evil/orders", "https://h.example:8443, https://h.example/orders",
			"https://h.example, https://h.example/api/orders", "https://h.example/api, https://h.example/orders",
			"https://h.example/api, https://h.example/API/orders",
			"https://h.example/api, https://h.example/api//orders", "https://h.example, https://h.example/orders?x=1",
			"https://h.example, https://h.example/orders/", "https://h.example, /orders",
			"https://h.example, //h.example/orders", "https://h.example, https://evil\\@h.example/orders",
			"https://h.example, https://h.example/100%/orders" })
	void whenPublicUrlIsKnownAndSignedUrlIsAnotherThenRefuses(URI publicUrl, String signed) {
		assertThat(auto(publicUrl, "/orders").accepts(signed)).isFalse();
	}

	@ParameterizedTest
	@ValueSource(strings = { "https://h.example/qstash/orders", "https://staging.h.example/orders" })
	void whenSignedForALongerPathOrAnotherInstallationThenOnlyThePublicUrlRefuses(String signed) {
		assertThat(auto(null, "/orders").accepts(signed)).isTrue();
		assertThat(auto(URI.create("https://h.example"), "/orders").accepts(signed)).isFalse();
	}

	@Test
	void whenPublicPathIsTheContextPathThenIsNotRepeated() {
		ExpectedUrl expected = new ExpectedUrl(UrlCheck.FULL, URI.create("https://h.example/gate/api"),
				request("/api", "/api/orders"));
		assertThat(expected.accepts("https://h.example/gate/api/orders")).isTrue();
		assertThat(expected.accepts("https://h.example/gate/api/api/orders")).isFalse();
		assertThat(expected.accepts("https://h.example/api/orders")).isFalse();
	}

	@Test
	void whenContextPathIsNotPartOfThePublicUrlThenBelongsToThePath() {
		ExpectedUrl expected = new ExpectedUrl(UrlCheck.FULL, URI.create("https://h.example"),
				request("/api", "/api/orders"));
		assertThat(expected.accepts("https://h.example/api/orders")).isTrue();
		assertThat(expected.accepts("https://h.example/orders")).isFalse();
	}

	@Test
	void whenFullAndPublicUrlIsNotKnownThenAcceptsNothing() {
		ExpectedUrl expected = new ExpectedUrl(UrlCheck.FULL, null, request("", "/orders"));
		assertThat(expected.accepts(INTERNAL + "/orders")).isFalse();
		assertThat(expected).hasToString("none, because the public URL is not known");
	}

	@ParameterizedTest
	@NullSource
	@ValueSource(strings = { "", "https://elsewhere.example/", "not a url" })
	void whenOffThenAcceptsEverything(@Nullable String signed) {
		assertThat(
				new ExpectedUrl(UrlCheck.OFF, URI.create("https://h.example"), request("", "/orders")).accepts(signed))
			.isTrue();
	}

	@Test
	void whenThereIsNoSubjectThenRefuses() {
		assertThat(auto(null, "/").accepts(null)).isFalse();
	}

	@Test
	void whenPublicUrlIsNotAbsoluteThenAcceptsNothing() {
		ExpectedUrl expected = auto(URI.create("h.example"), "/orders");
		assertThat(expected.accepts("https://h.example/orders")).isFalse();
		assertThat(expected.accepts("h.example/orders")).isFalse();
		assertThat(expected).hasToString("none, because the public URL is not known");
	}

	@Test
	void shouldDescribeWhatIsExpectedWithoutTheQuery() {
		assertThat(auto(URI.create("https://H.example:443/api/"), "/orders?token=secret"))
			.hasToString("https://h.example/api/orders?…");
		assertThat(auto(null, "/orders?token=secret")).hasToString("…/orders?…");
		assertThat(auto(null, "/orders")).hasToString("…/orders");
	}

	private static ExpectedUrl auto(@Nullable URI publicUrl, String pathAndQuery) {
		return new ExpectedUrl(UrlCheck.AUTO, publicUrl, request("", pathAndQuery));
	}

	private static QStashRequest request(String contextPath, String pathAndQuery) {
		URI uri = URI.create(INTERNAL + pathAndQuery);
		return new QStashRequest(HttpMethod.POST, uri.getRawPath(), uri.getRawQuery(), contextPath, new HttpHeaders(),
				(maxBytes, timeout) -> Mono.empty());
	}

}
