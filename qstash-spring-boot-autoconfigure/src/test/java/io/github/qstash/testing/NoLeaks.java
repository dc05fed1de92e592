package io.github.qstash.testing;

import java.util.List;

import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.platform.launcher.LauncherSession;
import org.junit.platform.launcher.LauncherSessionListener;

/**
 * Fails a test run in which a buffer was not released.
 */
public final class NoLeaks implements LauncherSessionListener, BeforeAllCallback {

	@Override
	public void launcherSessionOpened(LauncherSession session) {
		LeakDetector.install();
	}

	@Override
	public void beforeAll(ExtensionContext context) {
		// closed after the last test
		context.getRoot()
			.getStore(Namespace.create(NoLeaks.class))
			.computeIfAbsent("end", (key) -> (AutoCloseable) NoLeaks::check);
	}

	private static void check() {
		List<String> leaks = LeakDetector.leaks();
		if (!leaks.isEmpty()) {
			throw new AssertionError("Not released: " + String.join("\n", leaks));
		}
	}

}
