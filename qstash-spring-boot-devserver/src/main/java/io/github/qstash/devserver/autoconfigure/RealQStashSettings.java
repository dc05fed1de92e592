package io.github.qstash.devserver.autoconfigure;

import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;

import org.springframework.core.env.Environment;
import org.springframework.util.StringUtils;

/**
 * The settings that belong to a QStash elsewhere, as properties and as the variables of
 * its regions. One that is there but blank is none: an empty variable in a shared file is
 * how it is switched off.
 *
 * @since 1.0.0
 */
public class RealQStashSettings {

	static final List<String> NAMES = Stream
		.concat(Stream.of("qstash.url", "qstash.token", "qstash.current-signing-key", "qstash.next-signing-key",
				"qstash.region"),
				Stream.of("US_EAST_1", "EU_CENTRAL_1")
					.flatMap((region) -> Stream.of("URL", "TOKEN", "CURRENT_SIGNING_KEY", "NEXT_SIGNING_KEY")
						.map((name) -> region + "_QSTASH_" + name)))
		.toList();

	private final Environment environment;

	/**
	 * Create an object that reads the settings.
	 * @param environment the environment of the application
	 */
	public RealQStashSettings(Environment environment) {
		this.environment = environment;
	}

	/**
	 * Return the settings that are there.
	 * @return their names
	 */
	public List<String> present() {
		return named(StringUtils::hasText);
	}

	List<String> blank() {
		return named((value) -> !StringUtils.hasText(value));
	}

	private List<String> named(Predicate<String> rule) {
		return NAMES.stream().filter((name) -> {
			String value = this.environment.getProperty(name);
			return value != null && rule.test(value);
		}).toList();
	}

}
