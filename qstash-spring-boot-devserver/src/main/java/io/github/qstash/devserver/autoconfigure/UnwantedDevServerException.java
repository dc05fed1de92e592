package io.github.qstash.devserver.autoconfigure;

import java.util.List;

/**
 * The development server is part of an application that must not have it: its public
 * credentials would stand in for real ones.
 */
final class UnwantedDevServerException extends IllegalStateException {

	private static final long serialVersionUID = 1L;

	private static final String ACTION = "Set 'qstash.devserver.enabled' to false where the application is processed "
			+ "ahead of time, or leave the module qstash-spring-boot-devserver out there";

	private final String reason;

	private UnwantedDevServerException(String reason) {
		super("The QStash development server must not run because " + reason + ". " + ACTION);
		this.reason = reason;
	}

	static UnwantedDevServerException switchedOff() {
		return new UnwantedDevServerException("'qstash.devserver.enabled' is false");
	}

	/**
	 * The application is configured for a QStash elsewhere.
	 * @param settings the names of the settings that say so; some values are secrets
	 * @return the exception
	 */
	static UnwantedDevServerException besides(List<String> settings) {
		return new UnwantedDevServerException(
				"the application is configured for a QStash elsewhere, by '" + String.join("', '", settings) + "'");
	}

	String reason() {
		return this.reason;
	}

	String action() {
		return ACTION;
	}

}
