package io.github.qstash.devserver;

import java.io.PrintStream;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import org.jspecify.annotations.Nullable;

/**
 * The development server alone, from the command line; {@code --help} lists the options.
 *
 * @since 1.0.0
 */
public final class QStashDevServerApplication {

	private static final int FAILED = 2;

	private final PrintStream out;

	private final Map<String, String> environment;

	QStashDevServerApplication(PrintStream out, Map<String, String> environment) {
		this.out = out;
		this.environment = environment;
	}

	/**
	 * Start the server and keep it running until the process is asked to stop.
	 * @param args the command line
	 * @throws InterruptedException if the main thread is interrupted
	 */
	public static void main(String[] args) throws InterruptedException {
		quietLibraries();
		try {
			QStashDevServer server = new QStashDevServerApplication(System.out, System.getenv()).launch(args);
			if (server != null) {
				Runtime.getRuntime().addShutdownHook(new Thread(server::close, "qstash-devserver-stop"));
				Thread.currentThread().join();
			}
		}
		catch (LaunchException ex) {
			System.err.println(ex.getMessage());
			System.exit(FAILED);
		}
	}

	/**
	 * Start the server as the arguments say.
	 * @param args the arguments
	 * @return the server, or {@code null} if only a text was asked for
	 * @throws LaunchException if it cannot start
	 */
	@Nullable QStashDevServer launch(String... args) {
		LaunchOptions options = LaunchOptions.parse(List.of(args), this.environment);
		if (options.help()) {
			this.out.print(LaunchOptions.HELP);
			return null;
		}
		if (options.version()) {
			this.out.println(version());
			return null;
		}
		QStashDevServer server = start(options);
		if (!options.quiet()) {
			new StartupText(server, version()).print(this.out, options);
		}
		return server;
	}

	private static QStashDevServer start(LaunchOptions options) {
		int port = options.port();
		String host = options.host();
		QStashDevServer.Builder builder = QStashDevServer.builder().port(port);
		if (host != null) {
			builder.host(host, options.allowedHosts().toArray(String[]::new));
		}
		try {
			return builder.start();
		}
		catch (PortTakenException ex) {
			throw new LaunchException(
					"Port " + port + " is in use. Choose another with --port=" + ((port < 65535) ? port + 1 : port - 1)
							+ " or QSTASH_DEV_PORT, or take any free one with --port=0.");
		}
		catch (BindFailedException ex) {
			throw new LaunchException(String.valueOf(ex.getMessage()));
		}
	}

	private static String version() {
		return Optional.ofNullable(QStashDevServerApplication.class.getPackage().getImplementationVersion())
			.orElse("(development build)");
	}

	private static void quietLibraries() {
		System.setProperty("org.slf4j.simpleLogger.defaultLogLevel", "error");
		System.setProperty("org.slf4j.simpleLogger.log.io.github.qstash", "warn");
		System.setProperty("org.slf4j.simpleLogger.showThreadName", "false");
		System.setProperty("org.slf4j.simpleLogger.showDateTime", "true");
		System.setProperty("org.slf4j.simpleLogger.dateTimeFormat", "HH:mm:ss.SSS");
	}

}
