package io.github.qstash.message;

import java.net.URI;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link Destination}.
 */
class DestinationTests {

	private static final QStashPublicUrl UNKNOWN = () -> null;

	@ParameterizedTest
	@CsvSource(textBlock = """
			https://example.com,                    https://example.com
			http://my_host.example/In/a-b_c.d/,     http://my_host.example/In/a-b_c.d/
			https://example.com/api?x=1,            https://example.com/api?x=1
			HTTP://example.com,                     HTTP://example.com
			https://example.com//a//b?next=http://x, https://example.com//a//b?next=http://x
			https://example.com/a%2Fb/../c,         https://example.com/a%2Fb/../c
			https://example.com/a b,                https://example.com/a%20b
			https://example.com/ü?q={x}|y,          https://example.com/%C3%BC?q=%7Bx%7D%7Cy
			https://example.com/a[1]?b[]=2,         https://example.com/a%5B1%5D?b[]=2
			https://example.com/100%?x=5%&y=%41,    https://example.com/100%25?x=5%25&y=%41
			https://müller.example/grün,            https://xn--mller-kva.example/gr%C3%BCn
			https://example.com:8443?x=upstash-retries, https://example.com:8443?x=upstash-retries
			https://example.com/a#fragment,         https://example.com/a
			http://user:secret@my_host:8080/in,     http://user:secret@my_host:8080/in
			http://[::1]:8080/in,                   http://[::1]:8080/in
			""")
	void urlIsKeptAsGivenExceptForWhatAUrlCannotHold(String given, String expected) {
		assertThat(Destination.of(given)).isInstanceOf(Destination.Url.class);
		assertThat(Destination.of(given).resolve(UNKNOWN)).isEqualTo(expected);
	}

	@Test
	void nameIsAUrlGroup() {
		assertThat(Destination.of("my-group_1.eu")).isEqualTo(new Destination.UrlGroup("my-group_1.eu"));
		assertThat(Destination.of("my-group").resolve(UNKNOWN)).isEqualTo("my-group");
	}

	@Test
	void apiPrefixIsAnApi() {
		assertThat(Destination.of("api/llm")).isEqualTo(new Destination.Api("llm"));
		assertThat(Destination.of("api/llm").resolve(UNKNOWN)).isEqualTo("api/llm");
	}

	@ParameterizedTest
	@CsvSource({ "http://localhost:8081, http://localhost:8081/shipments?now=true",
			"https://shop.example/base/, https://shop.example/base/shipments?now=true" })
	void pathIsResolvedAgainstThePublicUrl(String publicUrl, String expected) {
		assertThat(Destination.of("/shipments?now=true").resolve(() -> URI.create(publicUrl))).isEqualTo(expected);
	}

	@Test
	void pathWithoutPublicUrlSaysWhatToSet() {
		assertThatExceptionOfType(InvalidMessageException.class)
			.isThrownBy(() -> Destination.of("/shipments").resolve(UNKNOWN))
			.withMessageContaining("'/shipments'")
			.withMessageContaining("qstash.public-url")
			.satisfies((ex) -> assertThat(ex.option()).isEqualTo("destination"));
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "example.com/hook", "ftp://example.com", "my group", "//example.com", "http://",
			"https:///path", "http://:80/x", "https:a://example.com", "http://user@", "http:/example.com", "a\r\nb",
			"https://a b/x", "https://a%20b/x", "https://example.com:abc/x", "https://exa<mple.com", ".", "..", "api/",
			"api/a/b", "grüppe" })
	void anythingElseIsRefused(String destination) {
		assertThatExceptionOfType(InvalidMessageException.class).isThrownBy(() -> Destination.of(destination))
			.withMessageStartingWith("'destination' must");
	}

	@ParameterizedTest
	@ValueSource(strings = { "https://example.com/hook?upstash-callback=https://shop.example/shipments",
			"https://example.com/hook?a=1&Upstash-Header-Forward=true", "https://example.com?%75pstash%2Dretries=9",
			"https://example.com/hook?qstash_token=x", "https://example.com/?a;upstash-delay=1d",
			"https://example.com/?+upstash-delay=1d", "/shipments?upstash-retries=9" })
	void queryThatWouldConfigureQStashIsRefused(String destination) {
		assertThatExceptionOfType(InvalidMessageException.class).isThrownBy(() -> Destination.of(destination))
			.withMessageContaining("configures QStash");
	}

	@ParameterizedTest
	@ValueSource(strings = { "https://user:secret@example.com", "user:secret@example.com/hook",
			"https://user:secret@exa mple.com" })
	void userInfoIsNeverShown(String destination) {
		String shown;
		try {
			shown = Destination.of(destination).toString();
		}
		catch (InvalidMessageException ex) {
			shown = ex.getMessage();
		}
		assertThat(shown).contains("exa").doesNotContain("secret").doesNotContain("user");
	}

	@Test
	void refusalIsOneShortLine() {
		assertThatExceptionOfType(InvalidMessageException.class)
			.isThrownBy(() -> Destination.of("a\nb/" + "x".repeat(10_000)))
			.satisfies((ex) -> assertThat(ex.getMessage()).hasSizeLessThan(500).doesNotContain("\n"));
	}

	@Test
	void queryIsNeverShown() {
		assertThat(Destination.of("https://example.com/a?token=secret")).hasToString("https://example.com/a?…");
		assertThatExceptionOfType(InvalidMessageException.class)
			.isThrownBy(() -> Destination.of("example.com/a?token=secret"))
			.satisfies((ex) -> assertThat(ex).message().doesNotContain("secret"));
	}

}
