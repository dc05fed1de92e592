package io.github.qstash.samples.quickstart;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The quickstart with the beans that the build has generated ahead of time, in a JVM of
 * its own.
 */
class AotTests {

	@Test
	void orderBecomesAShipmentInApplicationThatWasProcessedAheadOfTime(@TempDir Path directory) throws Exception {
		Path output = directory.resolve("output");
		Process application = new ProcessBuilder(command()).redirectErrorStream(true)
			.redirectOutput(output.toFile())
			.start();
		try {
			Awaitility.await()
				.atMost(Duration.ofSeconds(60))
				.until(() -> Files.readString(output).contains("Order 'first' handled: shipped 1 x Teapot")
						|| !application.isAlive());
		}
		finally {
			application.destroy();
			application.waitFor(10, TimeUnit.SECONDS);
		}
		assertThat(output).content()
			.contains("Starting AOT-processed QuickstartApplication", "Order 'first' handled: shipped 1 x Teapot");
	}

	@ParameterizedTest
	@ValueSource(strings = { "qstash.devserver.enabled=false", "qstash.token=a-real-one" })
	void developmentServerThatWasBuiltInDoesNotRunWhereItMustNot(String setting, @TempDir Path directory)
			throws Exception {
		Path output = directory.resolve("output");
		List<String> command = new ArrayList<>(command());
		command.add("--" + setting);
		Process application = new ProcessBuilder(command).redirectErrorStream(true)
			.redirectOutput(output.toFile())
			.start();
		try {
			assertThat(application.waitFor(60, TimeUnit.SECONDS)).isTrue();
		}
		finally {
			application.destroyForcibly();
		}
		assertThat(application.exitValue()).isEqualTo(1);
		assertThat(output).content()
			.contains("Starting AOT-processed QuickstartApplication", "APPLICATION FAILED TO START",
					"must not run because", "'" + setting.substring(0, setting.indexOf('=')) + "'")
			.doesNotContain("development server is running", "a-real-one");
	}

	@Test
	void publishedTypesAreKeptInNativeImage() throws IOException {
		assertThat(
				Path.of("target/classes/META-INF/native-image/io.github.qstash/quickstart/reachability-metadata.json"))
			.content()
			.contains("io.github.qstash.samples.quickstart.Order\"")
			.contains("io.github.qstash.samples.quickstart.OrderService\"");
	}

	private static List<String> command() {
		return List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Dspring.aot.enabled=true",
				"-cp", System.getProperty("java.class.path"), QuickstartApplication.class.getName(), "--server.port=0",
				"--qstash.devserver.port=0");
	}

}
