package io.github.qstash.devserver.api;

import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class RawQueryTests {

	@ParameterizedTest
	@CsvSource(textBlock = """
			x=1,                                               x=1
			x=1&x=2&&y,                                        x=1&x=2&&y
			a=%2F%zz+b{|}&c=d=e,                               a=%2F%zz+b{|}&c=d=e
			'',                                                ''
			upstash-retries=3&x=1&qstash_token=t&y=2,          x=1&y=2
			Upstash-Delay=1s&x=1,                              x=1
			%75pstash-delay=1s&x=1,                            x=1
			xupstash-delay=1s,                                 xupstash-delay=1s
			""")
	void queryOfTheDestinationSurvivesWithoutConfiguration(String query, String expected) {
		assertThat(RawQuery.of(query).ofDestination()).isEqualTo(expected);
	}

	@Test
	void nothingIsLeftOfAQueryThatIsAllConfiguration() {
		assertThat(RawQuery.of("qstash_token=t&upstash-retries=3").ofDestination()).isNull();
		assertThat(RawQuery.of(null).ofDestination()).isNull();
	}

	@Test
	void configurationIsDecodedAndHasNoToken() {
		RawQuery query = RawQuery.of("qstash_token=t&upstash-label=a+b%2Cc&x=1&upstash-header-forward=true");
		assertThat(query.configuration()).containsExactly(new HeaderLines.Line("upstash-label", "a b,c"),
				new HeaderLines.Line("upstash-header-forward", "true"));
	}

	@Test
	void filterIsRepeatedOrSeparatedByCommas() {
		assertThat(RawQuery.of("label=a,b&label=c&other=d&label=&messageId=x").all(List.of("label", "messageId"), ","))
			.containsExactly("a", "b", "c", "x");
	}

	@Test
	void namesAreThoseThatAreNotConfiguration() {
		RawQuery query = RawQuery.of("qstash_token=t&upstash-retries=1&la%62el=&count=1&&cursor");
		assertThat(query.names()).containsExactly("label", "count", "cursor");
		assertThat(query.blankNames()).containsExactly("label", "cursor");
		assertThat(RawQuery.of("").names()).isEmpty();
	}

	@Test
	void malformedEncodingIsRefused() {
		assertThatExceptionOfType(ApiException.class).isThrownBy(() -> RawQuery.of("label=%zz").first("label"))
			.satisfies((ex) -> assertThat(ex.status()).isEqualTo(400));
	}

}
