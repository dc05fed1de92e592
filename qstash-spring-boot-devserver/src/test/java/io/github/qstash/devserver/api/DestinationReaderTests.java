package io.github.qstash.devserver.api;

import io.github.qstash.devserver.engine.Target;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class DestinationReaderTests {

	@ParameterizedTest
	@CsvSource(nullValues = "-", textBlock = """
			https://a.example/api,                           -,      https://a.example/api
			https://a.example/api,                           x=1&&y, https://a.example/api?x=1&&y
			https://a.example,                               '',     https://a.example?
			http://a.example//b/%2F/../c{|},                 -,      http://a.example//b/%2F/../c{|}
			HTTP://user:pw@LocalHost:3000/,                  -,      HTTP://user:pw@LocalHost:3000/
			http://[::1]:3000/x,                             -,      http://[::1]:3000/x
			https%3A%2F%2Fa.example%2Fa%3Fx%3D1+2,           -,      https://a.example/a?x=1+2
			https%3A%2F%2Fa.example%2Fa%3Fx%3D1,             y=2,    https://a.example/a?x=1&y=2
			https://a.example/%68%74%74%70%253A,             -,      https://a.example/%68%74%74%70%253A
			""")
	void urlIsTakenAsItIs(String rest, String query, String expected) {
		assertThat(DestinationReader.fromPath(rest, query)).isEqualTo(new Target.Url(expected));
	}

	@ParameterizedTest
	@CsvSource({ "my-group, my-group", "My.Group_1, My.Group_1", "my%2Dgroup, my-group" })
	void nameIsAUrlGroup(String rest, String expected) {
		assertThat(DestinationReader.fromPath(rest, null)).isEqualTo(new Target.UrlGroup(expected));
	}

	@Test
	void fragmentNeverLeavesTheClient() {
		assertThat(DestinationReader.fromText("https://a.example/x#part"))
			.isEqualTo(new Target.Url("https://a.example/x"));
	}

	@ParameterizedTest
	@ValueSource(strings = { "example.com/api", "localhost:3000", "https:/example.com", "ftp://a.example/x",
			"undefined/api", "//a.example", "a b", "mailto:a@b.example" })
	void whatIsNeitherUrlNorNameHasAnInvalidScheme(String rest) {
		assertThat(error(rest))
			.isEqualTo("invalid destination url: endpoint has invalid scheme, add http:// or https://");
	}

	@Test
	void nothingIsRefused() {
		assertThat(error("")).isEqualTo("a non-empty destination must be provided");
	}

	@ParameterizedTest
	@ValueSource(
			strings = { "http://", "http:///path", "https://:80/", "http://a.example:0/", "http://a.example:65536/",
					"http://a.example:port/", "http://?x=1", "http://a b/", "http://[::1/", "http://a.example/%0a\n" })
	void urlThatCannotBeCalledIsRefused(String url) {
		assertThat(error(url)).startsWith("invalid destination url: ");
	}

	@Test
	void urlBeyondTheLimitIsRefused() {
		assertThat(error("http://a.example/" + "x".repeat(20_000))).contains("longer than");
	}

	@Test
	void apiIsRefused() {
		assertThat(error("api/llm")).contains("api/llm", "not supported");
	}

	private static String error(String rest) {
		assertThatExceptionOfType(ApiException.class).isThrownBy(() -> DestinationReader.fromText(rest))
			.satisfies((ex) -> assertThat(ex.status()).isEqualTo(400));
		try {
			DestinationReader.fromText(rest);
			throw new AssertionError("not refused");
		}
		catch (ApiException ex) {
			return ex.error();
		}
	}

}
