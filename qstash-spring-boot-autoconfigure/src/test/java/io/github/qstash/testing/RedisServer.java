package io.github.qstash.testing;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import org.junit.jupiter.api.Assumptions;

/**
 * A Redis server that keeps nothing on disk. Where none is installed the test is skipped,
 * unless the variable {@value #REQUIRED} says that it must run.
 */
public final class RedisServer implements AutoCloseable {

	/** The variable. */
	public static final String REQUIRED = "QSTASH_TEST_REDIS_REQUIRED";

	private static final List<String> FOLDERS = List.of("/usr/bin", "/usr/local/bin", "/opt/homebrew/bin");

	private final Process process;

	private final int port;

	private RedisServer(Process process, int port) {
		this.process = process;
		this.port = port;
	}

	/**
	 * Start a server, if there is one.
	 * @return the server, which accepts connections
	 */
	public static RedisServer start() {
		Optional<File> executable = FOLDERS.stream()
			.map((folder) -> new File(folder, "redis-server"))
			.filter(File::canExecute)
			.findFirst();
		if (executable.isEmpty()) {
			String missing = "the store in Redis is not tested: it needs redis-server "
					+ "(Debian: apt-get install redis-server)";
			if (System.getenv(REQUIRED) != null) {
				throw new IllegalStateException(missing);
			}
			System.out.println("SKIPPED: " + missing);
			Assumptions.abort(missing);
		}
		return start(executable.orElseThrow().getPath());
	}

	private static RedisServer start(String executable) {
		try {
			int port = freePort();
			Process process = new ProcessBuilder(executable, "--port", String.valueOf(port), "--bind", "127.0.0.1",
					"--save", "", "--appendonly", "no", "--daemonize", "no")
				.redirectErrorStream(true)
				.start();
			RedisServer server = new RedisServer(process, port);
			try {
				server.awaitReady();
			}
			catch (RuntimeException | IOException ex) {
				server.close();
				throw ex;
			}
			return server;
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static int freePort() throws IOException {
		try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
			return socket.getLocalPort();
		}
	}

	// it writes so little afterwards that nobody has to read it
	private void awaitReady() throws IOException {
		BufferedReader output = new BufferedReader(
				new InputStreamReader(this.process.getInputStream(), StandardCharsets.UTF_8));
		StringBuilder read = new StringBuilder();
		Stream<String> lines = output.lines().peek((line) -> read.append(line).append('\n'));
		if (lines.noneMatch((line) -> line.contains("Ready to accept connections"))) {
			throw new IllegalStateException("Redis did not start: " + read);
		}
	}

	/**
	 * Return where it listens, at the loopback address.
	 * @return the port
	 */
	public int port() {
		return this.port;
	}

	@Override
	public void close() {
		this.process.destroy();
		try {
			if (!this.process.waitFor(5, TimeUnit.SECONDS)) {
				this.process.destroyForcibly();
			}
		}
		catch (InterruptedException ex) {
			this.process.destroyForcibly();
			Thread.currentThread().interrupt();
		}
	}

}
