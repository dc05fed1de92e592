package io.github.qstash.receive;

import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

import org.springframework.boot.logging.LogLevel;
import org.springframework.boot.logging.LoggingSystem;

/**
 * Keeps the log short while a test has very many deliveries refused.
 */
final class QuietReceiver implements BeforeEachCallback, AfterEachCallback {

	private final LoggingSystem logging = LoggingSystem.get(getClass().getClassLoader());

	@Override
	public void beforeEach(ExtensionContext context) {
		this.logging.setLogLevel(QStashReceiver.class.getName(), LogLevel.OFF);
	}

	@Override
	public void afterEach(ExtensionContext context) {
		this.logging.setLogLevel(QStashReceiver.class.getName(), null);
	}

}
