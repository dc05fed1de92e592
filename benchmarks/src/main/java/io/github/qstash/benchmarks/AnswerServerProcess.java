package io.github.qstash.benchmarks;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * An {@link AnswerServer} in a JVM of its own, so that neither its garbage nor its
 * compilation counts as the client's.
 */
final class AnswerServerProcess implements Server {

	private final Process process;

	private final String url;

	AnswerServerProcess() {
		try {
			this.process = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-cp",
					System.getProperty("java.class.path"), "-Xmx128m", "-XX:+UseSerialGC", AnswerServer.class.getName())
				.redirectError(ProcessBuilder.Redirect.INHERIT)
				.start();
			BufferedReader output = new BufferedReader(
					new InputStreamReader(this.process.getInputStream(), StandardCharsets.US_ASCII));
			String url = output.readLine();
			if (url == null) {
				throw new IllegalStateException("The server did not start");
			}
			this.url = url;
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	@Override
	public String url() {
		return this.url;
	}

	@Override
	public void close() {
		this.process.destroy();
	}

}
