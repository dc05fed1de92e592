package io.github.qstash.devserver;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

import org.jspecify.annotations.Nullable;

/**
 * What the command line and the environment ask for. Options are written {@code --name}
 * or {@code -name}, values after {@code =} or a blank.
 */
final class LaunchOptions {

	static final String HELP = """
			Usage: java -jar qstash-devserver.jar [options]

			  --port=<port>        port of the server, 8080 by default (also QSTASH_DEV_PORT); 0 takes a free one
			  --host=<address>     address to listen on, 127.0.0.1 by default; with any other, other machines
			                       reach a server whose credentials everybody knows
			  --allow-host=<name>  name under which requests may reach the server then; may be repeated
			  --users              print the credentials of all four test users
			  --quiet              print nothing but errors
			  --version            print the version
			  --help               print this text

			Options of the official server that have no meaning here are accepted: --log-port, --quota.
			""";

	private static final int DEFAULT_PORT = 8080;

	private final List<String> allowedHosts = new ArrayList<>();

	private final Set<Switch> switches = EnumSet.noneOf(Switch.class);

	private @Nullable String host;

	private @Nullable Integer port;

	private LaunchOptions() {
	}

	static LaunchOptions parse(List<String> arguments, Map<String, String> environment) {
		LaunchOptions options = new LaunchOptions();
		Deque<String> rest = new ArrayDeque<>(arguments);
		if ("dev".equals(rest.peek())) {
			// the only command of the official server
			rest.remove();
		}
		while (!rest.isEmpty()) {
			options.read(rest.remove(), rest);
		}
		if (options.port == null) {
			options.port = portOf(environment);
		}
		return options;
	}

	int port() {
		return (this.port != null) ? this.port : DEFAULT_PORT;
	}

	/**
	 * Return the address to listen on.
	 * @return the address, or {@code null} for the loopback one
	 */
	@Nullable String host() {
		return this.host;
	}

	/**
	 * Return whether only this machine can reach the server.
	 * @return whether the address is a loopback one
	 */
	boolean local() {
		String address = this.host;
		return address == null || address.matches("localhost|127\\.[\\d.]+|\\[?::1]?");
	}

	List<String> allowedHosts() {
		return this.allowedHosts;
	}

	boolean quiet() {
		return this.switches.contains(Switch.QUIET);
	}

	boolean help() {
		return this.switches.contains(Switch.HELP);
	}

	boolean version() {
		return this.switches.contains(Switch.VERSION);
	}

	boolean users() {
		return this.switches.contains(Switch.USERS);
	}

	// not read before it is needed: a wrong one must not matter beside an argument
	private static int portOf(Map<String, String> environment) {
		String port = environment.get("QSTASH_DEV_PORT");
		return (port != null && !port.isBlank()) ? port("QSTASH_DEV_PORT", port) : DEFAULT_PORT;
	}

	private void read(String argument, Deque<String> rest) {
		int equals = argument.indexOf('=');
		String name = ((equals < 0) ? argument : argument.substring(0, equals)).replaceFirst("^--?", "--");
		String value = (equals < 0) ? null : argument.substring(equals + 1);
		switch (name) {
			case "--port" -> this.port = port(name, (value != null) ? value : rest.poll());
			case "--host" -> this.host = text(name, (value != null) ? value : rest.poll());
			case "--allow-host" -> this.allowedHosts.add(text(name, (value != null) ? value : rest.poll()));
			case "--log-port", "--quota" -> text(name, (value != null) ? value : rest.poll());
			default -> this.switches.add(Switch.of(name, argument));
		}
	}

	private static String text(String name, @Nullable String text) {
		if (text == null || text.isBlank()) {
			throw new LaunchException(name + " needs a value");
		}
		return text.trim();
	}

	private static int port(String name, @Nullable String text) {
		String value = (text != null) ? text.trim() : "";
		if (!value.matches("\\d{1,5}") || Integer.parseInt(value) > 65535) {
			throw new LaunchException(name + " must be a number from 0 to 65535 but was \"" + value + "\"");
		}
		return Integer.parseInt(value);
	}

	/** An option without a value. */
	private enum Switch {

		QUIET, HELP, VERSION, USERS;

		static Switch of(String name, String argument) {
			for (Switch each : values()) {
				if (argument.indexOf('=') < 0 && name.equals("--" + each.name().toLowerCase(Locale.ROOT))) {
					return each;
				}
			}
			throw new LaunchException("Unknown option " + argument + "\n\n" + LaunchOptions.HELP);
		}

	}

}
