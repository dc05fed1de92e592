package io.github.qstash.devserver;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;

import io.github.qstash.devserver.fixtures.TestApi;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class QStashDevServerApplicationTests {

	private final ByteArrayOutputStream out = new ByteArrayOutputStream();

	@Test
	void runningServerPrintsTheVariablesToPaste() {
		try (QStashDevServer server = launch("--port=0")) {
			assertThat(printed()).containsIgnoringCase("running at http://localhost:" + server.port())
				.contains("memory only, this machine only");
			server.environment().forEach((name, value) -> assertThat(printed()).contains("  " + name + "=" + value));
			assertThat(printed()).contains("public test user 1, not a secret; others: --users");
			assertThat(new TestApi(server.url(), server.user().token()).get("/v2/keys").status()).isEqualTo(200);
		}
	}

	@Test
	void allUsersArePrintedOnRequest() {
		try (QStashDevServer server = launch("--port=0", "--users")) {
			assertThat(server.users()).hasSize(4)
				.allSatisfy((user) -> assertThat(printed()).contains("  QSTASH_TOKEN=" + user.token(),
						"  QSTASH_CURRENT_SIGNING_KEY=" + user.currentSigningKey(),
						"  QSTASH_NEXT_SIGNING_KEY=" + user.nextSigningKey(), user.userId()));
		}
	}

	@Test
	void dashboardIsNamed() {
		try (QStashDevServer server = launch("--port=0")) {
			assertThat(printed()).contains("Dashboard  " + server.url() + "/");
		}
	}

	@Test
	void serverThatOtherMachinesReachWarns() {
		try (QStashDevServer server = launch("--port=0", "--host=0.0.0.0", "--allow-host=qstash")) {
			assertThat(server.port()).isPositive();
			assertThat(printed()).contains("WARNING: it listens on 0.0.0.0").doesNotContain("this machine only");
		}
	}

	@Test
	void quietServerPrintsNothing() {
		try (QStashDevServer server = launch("--quiet", "--port", "0")) {
			assertThat(server.port()).isPositive();
			assertThat(printed()).isEmpty();
		}
	}

	@Test
	void takenPortIsExplainedInOneSentence() {
		try (QStashDevServer server = launch("--port=0")) {
			int port = server.port();
			assertThatExceptionOfType(LaunchException.class).isThrownBy(() -> launch("--port=" + port))
				.withMessage("Port " + port + " is in use. Choose another with --port=" + (port + 1)
						+ " or QSTASH_DEV_PORT, or take any free one with --port=0.");
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "--help", "-help", "--help --port=1" })
	void helpIsPrintedWithoutAServer(String arguments) {
		assertThat(launch(arguments.split(" "))).isNull();
		assertThat(printed()).startsWith("Usage: ")
			.contains("--port", "--host", "--allow-host", "--users", "--quiet", "--version", "--help");
	}

	@Test
	void versionIsPrintedWithoutAServer() {
		assertThat(launch("--version")).isNull();
		assertThat(printed().trim()).isNotEmpty();
	}

	private QStashDevServer launch(String... arguments) {
		PrintStream stream = new PrintStream(this.out, true, StandardCharsets.UTF_8);
		return new QStashDevServerApplication(stream, Map.of()).launch(arguments);
	}

	private String printed() {
		return this.out.toString(StandardCharsets.UTF_8);
	}

}
