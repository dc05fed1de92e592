package io.github.qstash.devserver.autoconfigure;

import java.util.List;

/**
 * The development server is part of an application that must not have it: its public
 * credentials would stand in for real ones.
 */
class UnwantedDevServerException extends IllegalStateException {

	private static final long serialVersionUID = 1L;

	private final String settings;

	UnwantedDevServerException(List<String> settings) {
		super("The QStash development server must not run because of " + String.join(", ", settings));
		this.settings = String.join(", ", settings);
	}

	String settings() {
		return this.settings;
	}

}
