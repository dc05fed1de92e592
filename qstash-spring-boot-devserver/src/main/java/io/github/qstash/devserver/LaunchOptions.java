package io.github.qstash.devserver;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * What the command line and the environment ask for. Options are written {@code --name}
 * or {@code -name}, values after {@code =} or a blank.
 *
 * @param port the port
 * @param quiet whether nothing is printed but errors
 * @param help whether to print the help and stop
 * @param version whether to print the version and stop
 * @param users whether to print the credentials of all users
 */
record LaunchOptions(int port, boolean quiet, boolean help, boolean version, boolean users) {

	static final String HELP = """
			Usage: java -jar qstash-devserver.jar [options]

			  --port=<port>  port of the server, 8080 by default (also QSTASH_DEV_PORT); 0 takes a free one
			  --users        print the credentials of all four test users
			  --quiet        print nothing but errors
			  --version      print the version
			  --help         print this text
			""";

	private static final int DEFAULT_PORT = 8080;

	private static final int UNKNOWN_PORT = -1;

	static LaunchOptions parse(List<String> arguments, Map<String, String> environment) {
		LaunchOptions options = new LaunchOptions(UNKNOWN_PORT, false, false, false, false);
		Deque<String> rest = new ArrayDeque<>(arguments);
		if ("dev".equals(rest.peek())) {
			// the only command of the official server
			rest.remove();
		}
		while (!rest.isEmpty()) {
			options = options.with(rest.remove(), rest);
		}
		return (options.port() != UNKNOWN_PORT) ? options : options.withPort(portOf(environment));
	}

	// not read before it is needed: a wrong one must not matter beside an argument
	private static int portOf(Map<String, String> environment) {
		String port = environment.get("QSTASH_DEV_PORT");
		return (port != null && !port.isBlank()) ? port("QSTASH_DEV_PORT", port) : DEFAULT_PORT;
	}

	private LaunchOptions with(String argument, Deque<String> rest) {
		int equals = argument.indexOf('=');
		String name = ((equals < 0) ? argument : argument.substring(0, equals)).replaceFirst("^--?", "--");
		String value = (equals < 0) ? null : argument.substring(equals + 1);
		if (name.equals("--port")) {
			return withPort(port(name, (value != null) ? value : rest.poll()));
		}
		if (value != null) {
			throw new LaunchException("Unknown option " + argument + "\n\n" + HELP);
		}
		return switch (name) {
			case "--quiet" -> new LaunchOptions(this.port, true, this.help, this.version, this.users);
			case "--help" -> new LaunchOptions(this.port, this.quiet, true, this.version, this.users);
			case "--version" -> new LaunchOptions(this.port, this.quiet, this.help, true, this.users);
			case "--users" -> new LaunchOptions(this.port, this.quiet, this.help, this.version, true);
			default -> throw new LaunchException("Unknown option " + argument + "\n\n" + HELP);
		};
	}

	private LaunchOptions withPort(int port) {
		return new LaunchOptions(port, this.quiet, this.help, this.version, this.users);
	}

	private static int port(String name, @Nullable String text) {
		String value = (text != null) ? text.trim() : "";
		if (!value.matches("\\d{1,5}") || Integer.parseInt(value) > 65535) {
			throw new LaunchException(name + " must be a number from 0 to 65535 but was \"" + value + "\"");
		}
		return Integer.parseInt(value);
	}

}
