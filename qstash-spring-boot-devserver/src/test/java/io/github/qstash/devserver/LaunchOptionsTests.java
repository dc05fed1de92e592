package io.github.qstash.devserver;

import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class LaunchOptionsTests {

	@Test
	void portIsThatOfTheOfficialServer() {
		assertThat(parse().port()).isEqualTo(8080);
	}

	@ParameterizedTest
	@ValueSource(strings = { "--port=8081", "--port 8081", "-port=8081", "-port 8081", "dev -port=8081",
			"--port=1 --port=8081", "--quiet --port 8081" })
	void portIsWrittenInManyWays(String arguments) {
		assertThat(parse(arguments.split(" ")).port()).isEqualTo(8081);
	}

	@Test
	void portComesFromTheEnvironmentUnlessItIsAnArgument() {
		Map<String, String> environment = Map.of("QSTASH_DEV_PORT", "9000");
		assertThat(LaunchOptions.parse(List.of(), environment).port()).isEqualTo(9000);
		assertThat(LaunchOptions.parse(List.of("--port=0"), environment).port()).isZero();
		assertThat(LaunchOptions.parse(List.of(), Map.of("QSTASH_DEV_PORT", " ")).port()).isEqualTo(8080);
		assertThat(LaunchOptions.parse(List.of("--port=8081"), Map.of("QSTASH_DEV_PORT", "x")).port()).isEqualTo(8081);
	}

	@ParameterizedTest
	@ValueSource(strings = { "--port", "--port=", "--port=x", "--port=-1", "--port=65536", "--port=999999" })
	void wrongPortIsRefused(String argument) {
		assertThatExceptionOfType(LaunchException.class).isThrownBy(() -> parse(argument))
			.withMessageStartingWith("--port must be a number from 0 to 65535");
	}

	@Test
	void wrongPortOfTheEnvironmentIsRefusedByName() {
		assertThatExceptionOfType(LaunchException.class)
			.isThrownBy(() -> LaunchOptions.parse(List.of(), Map.of("QSTASH_DEV_PORT", "x")))
			.withMessageStartingWith("QSTASH_DEV_PORT must be a number");
	}

	@ParameterizedTest
	@ValueSource(strings = { "--prot=8080", "8080", "--quiet=true", "-x", "start", "---help" })
	void unknownOptionIsRefusedWithTheHelp(String argument) {
		assertThatExceptionOfType(LaunchException.class).isThrownBy(() -> parse(argument))
			.withMessageStartingWith("Unknown option " + argument)
			.withMessageContaining("Usage: ");
	}

	@Test
	void switchesAreOffUnlessGiven() {
		LaunchOptions none = parse();
		assertThat(none.quiet() || none.help() || none.version() || none.users()).isFalse();
		LaunchOptions all = parse("--quiet", "--help", "-version", "--users");
		assertThat(all.quiet() && all.help() && all.version() && all.users()).isTrue();
	}

	@Test
	void serverListensOnTheLoopbackAddressUnlessToldOtherwise() {
		assertThat(parse().host()).isNull();
		assertThat(parse().local()).isTrue();
		assertThat(parse("--host=127.0.0.1").local()).isTrue();
		LaunchOptions options = parse("--host=0.0.0.0", "--allow-host", "qstash", "--allow-host=build.example");
		assertThat(options.host()).isEqualTo("0.0.0.0");
		assertThat(options.local()).isFalse();
		assertThat(options.allowedHosts()).containsExactly("qstash", "build.example");
	}

	@Test
	void optionsOfTheOfficialServerAreAccepted() {
		assertThat(parse("dev", "-port=8081", "-log-port=9000", "-quota", "pro").port()).isEqualTo(8081);
	}

	@ParameterizedTest
	@ValueSource(strings = { "--host", "--host=", "--allow-host", "--quota" })
	void missingValueIsRefusedByName(String argument) {
		assertThatExceptionOfType(LaunchException.class).isThrownBy(() -> parse(argument))
			.withMessage(argument.replace("=", "") + " needs a value");
	}

	private static LaunchOptions parse(String... arguments) {
		return LaunchOptions.parse(List.of(arguments), Map.of());
	}

}
