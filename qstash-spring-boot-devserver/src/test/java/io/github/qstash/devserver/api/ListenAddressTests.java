package io.github.qstash.devserver.api;

import java.net.UnknownHostException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

class ListenAddressTests {

	@ParameterizedTest
	@CsvSource({ "127.0.0.1, localhost", "localhost, localhost", "0.0.0.0, localhost", "::, localhost", "::1, [::1]",
			"127.0.0.2, 127.0.0.2", "192.0.2.1, 192.0.2.1", "2001:db8::1, [2001:db8::1]" })
	void urlLeadsToTheServer(String host, String expected) throws UnknownHostException {
		assertThat(new ListenAddress(host).reachableHost()).isEqualTo(expected);
	}

	@Test
	void addressIsItsOwnName() throws UnknownHostException {
		assertThat(new ListenAddress("192.0.2.1").names()).contains("192.0.2.1");
		assertThat(new ListenAddress("2001:db8::1").names()).contains("[2001:db8::1]");
		assertThat(new ListenAddress("localhost").names()).contains("localhost");
	}

	@ParameterizedTest
	@CsvSource({ "0.0.0.0", "'::'" })
	void addressOfAllInterfacesIsNoName(String host) throws UnknownHostException {
		assertThat(new ListenAddress(host).names()).isEmpty();
	}

}
