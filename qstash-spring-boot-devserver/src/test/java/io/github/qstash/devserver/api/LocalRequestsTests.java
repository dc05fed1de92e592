package io.github.qstash.devserver.api;

import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatNoException;

class LocalRequestsTests {

	private final LocalRequests requests = new LocalRequests(List.of("devbox"));

	@ParameterizedTest
	@ValueSource(strings = { "localhost", "localhost:8080", "LOCALHOST:1", "127.0.0.1:8080", "[::1]:8080", "[::1]",
			"devbox:8080", "DevBox" })
	void requestForThisMachinePasses(String host) {
		assertThatNoException().isThrownBy(() -> check("Host", host));
	}

	@ParameterizedTest
	@ValueSource(strings = { "evil.example", "evil.example:8080", "localhost.evil.example", "127.0.0.1.evil.example",
			"evil.example:localhost", "localhost:80:80", "localhost@evil.example", "0.0.0.0:8080", "", "[::1",
			"localhost, evil.example", "127.0.0.2" })
	void requestForAnotherHostIsRefused(String host) {
		assertRefused("Host", host);
	}

	@Test
	void everyHostMustBeAllowed() {
		assertRefused("Host", "localhost", "Host", "evil.example");
		assertRefused();
	}

	@ParameterizedTest
	@ValueSource(strings = { "http://localhost:3000", "https://127.0.0.1", "http://[::1]:8080", "http://devbox:8080" })
	void pageOfThisMachinePasses(String origin) {
		assertThatNoException().isThrownBy(() -> check("Host", "localhost", "Origin", origin));
	}

	@ParameterizedTest
	@ValueSource(
			strings = { "https://evil.example", "null", "http://localhost.evil.example", "", "localhost", "file://" })
	void foreignPageIsRefused(String origin) {
		assertRefused("Host", "localhost", "Origin", origin);
	}

	@Test
	void scriptOfAForeignPageIsRefusedButALinkMayBeFollowed() {
		assertRefused("Host", "localhost", "Sec-Fetch-Site", "cross-site", "Sec-Fetch-Mode", "no-cors");
		assertThatNoException()
			.isThrownBy(() -> check("Host", "localhost", "Sec-Fetch-Site", "cross-site", "Sec-Fetch-Mode", "navigate"));
		assertThatNoException()
			.isThrownBy(() -> check("Host", "localhost", "Sec-Fetch-Site", "same-origin", "Sec-Fetch-Mode", "cors"));
	}

	private void assertRefused(String... headers) {
		assertThatExceptionOfType(ApiException.class).isThrownBy(() -> check(headers))
			.satisfies((ex) -> assertThat(ex.status()).isEqualTo(403));
	}

	private void check(String... headers) {
		List<HeaderLines.Line> lines = new ArrayList<>();
		for (int i = 0; i < headers.length; i += 2) {
			lines.add(new HeaderLines.Line(headers[i], headers[i + 1]));
		}
		this.requests.check(new HeaderLines(lines));
	}

}
