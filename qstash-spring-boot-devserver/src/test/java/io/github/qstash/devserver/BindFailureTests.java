package io.github.qstash.devserver;

import java.io.IOException;
import java.net.BindException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class BindFailureTests {

	// 192.0.2.0/24 is for documentation, and .invalid never resolves
	@ParameterizedTest
	@CsvSource({ "192.0.2.1, Cannot assign requested address", "no-such-host.invalid, UnknownHostException" })
	void addressOfAnotherMachineIsNotCalledATakenPort(String host, String reason) {
		assertThatExceptionOfType(BindFailedException.class)
			.isThrownBy(() -> QStashDevServer.builder().host(host).port(8099).start())
			.withMessageStartingWith("Cannot listen on " + host + " port 8099: ")
			.withMessageContaining(reason);
	}

	@Test
	void otherPortIsNotTriedIfThePreferredOneIsNotTaken() {
		assertThatExceptionOfType(BindFailedException.class)
			.isThrownBy(() -> QStashDevServer.builder().host("192.0.2.1").preferredPort(8099).start())
			.withMessageContaining("port 8099");
	}

	@Test
	void onlyAnAddressInUseIsATakenPort() {
		assertThat(PortTakenException.isReasonOf(
				new RuntimeException(new IOException("bind(..) failed with error(-98): Address already in use"))))
			.isTrue();
		assertThat(PortTakenException.isReasonOf(new BindException("Address already in use: bind"))).isTrue();
		assertThat(PortTakenException.isReasonOf(new RuntimeException(new BindException("Permission denied"))))
			.isFalse();
		assertThat(PortTakenException.isReasonOf(new RuntimeException(new BindException()))).isFalse();
	}

	@Test
	void causeIsPartOfTheText() {
		assertThat(
				new BindFailedException("127.0.0.1", 80, new RuntimeException(new BindException("Permission denied"))))
			.hasMessage("Cannot listen on 127.0.0.1 port 80: BindException: Permission denied");
	}

}
