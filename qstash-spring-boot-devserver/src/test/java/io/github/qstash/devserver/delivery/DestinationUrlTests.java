package io.github.qstash.devserver.delivery;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

class DestinationUrlTests {

	@ParameterizedTest
	@ValueSource(strings = { "http://a.example", "http://a.example:81/x//y/%2F/../z?q={|}&&r=%zz",
			"https://[::1]:8443/", "http://a.example?q=a@b/c" })
	void urlStaysAsItIs(String url) {
		assertThat(DestinationUrl.parse(url).url()).isEqualTo(url);
		assertThat(DestinationUrl.parse(url).credentials()).isNull();
	}

	@Test
	void originHasSchemeHostAndPort() {
		assertThat(DestinationUrl.parse("HTTP://a.example:81/x?y").origin()).isEqualTo("http://a.example:81");
	}

	@Test
	void userInformationBecomesCredentials() {
		DestinationUrl url = DestinationUrl.parse("https://us%40er:p+w@a.example/x@y");
		assertThat(url.url()).isEqualTo("https://a.example/x@y");
		assertThat(url.credentials()).isEqualTo("Basic dXNAZXI6cCt3");
		assertThat(DestinationUrl.parse("https://100%@a.example").credentials()).isEqualTo("Basic MTAwJTo=");
	}

}
