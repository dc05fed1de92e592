package io.github.qstash.receive;

import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link RawUrl}.
 */
class RawUrlTests {

	/** What an absolute URL is: scheme, authority, path, query and fragment. */
	private static final Pattern ABSOLUTE = Pattern
		.compile("([A-Za-z][A-Za-z0-9+.-]*)://([^/?#\\\\\\s]+)(|/[^?#]*)(?:\\?([^#]*))?(?:#.*)?", Pattern.DOTALL);

	@ParameterizedTest
	@CsvSource(nullValues = "-", emptyValue = "",
			value = { "https://shop.example.com, https://shop.example.com, /, ''",
					"HTTPS://Shop.Example.com:443/A?b=C, https://shop.example.com, /A, b=C",
					"http://shop.example.com:80/, http://shop.example.com, /, ''",
					"http://shop.example.com:443/, http://shop.example.com:443, /, ''",
					"https://user:secret@shop.example.com:8443/a//b/../c?x?y#z?, https://shop.example.com:8443, "
							+ "/a//b/../c, x?y",
					"https://shop.example.com?a=/b#c, https://shop.example.com, /, a=/b",
					"https://shop.example.com/#a?b, https://shop.example.com, /, ''",
					"https://shop.example.com/a b\\c{d}, https://shop.example.com, /a b\\c{d}, ''",
					"https://[::1]:443/a, https://[::1], /a, ''" })
	void partsAreAsTheyWereWritten(String url, String origin, String path, String query) {
		assertThat(RawUrl.parse(url)).isEqualTo(new RawUrl(origin, path, query));
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "/", "//shop.example.com/a", "://shop.example.com", "https:/shop.example.com",
			"https://", "https:///a", "https://?a", "https://#a", "1https://shop.example.com",
			"ht tps://shop.example.com", "https://shop example.com", "https://shop.example.com\\@evil.example/a",
			"https://shop.example.com\t/a", "mailto:a@b.example?u=https://c.example" })
	void whatIsNotAbsoluteIsNone(String url) {
		assertThat(RawUrl.parse(url)).isNull();
	}

	@Test
	void everyTextIsParsedAsItIsDefined() {
		String alphabet = "htps:/?#@\\. \t\u000B0é+-A[]";
		Random random = new Random(42);
		int absolute = 0;
		for (int i = 0; i < 200_000; i++) {
			StringBuilder url = new StringBuilder((i % 2 == 0) ? "" : "http://h");
			for (int length = random.nextInt(14); length > 0; length--) {
				url.append(alphabet.charAt(random.nextInt(alphabet.length())));
			}
			Matcher parts = ABSOLUTE.matcher(url);
			RawUrl parsed = RawUrl.parse(url.toString());
			assertThat(parsed != null).as(url.toString()).isEqualTo(parts.matches());
			if (parsed != null) {
				absolute++;
				assertThat(parsed.path()).isEqualTo(parts.group(3).isEmpty() ? "/" : parts.group(3));
				assertThat(parsed.query()).isEqualTo((parts.group(4) != null) ? parts.group(4) : "");
			}
		}
		assertThat(absolute).isGreaterThan(20_000);
	}

}
