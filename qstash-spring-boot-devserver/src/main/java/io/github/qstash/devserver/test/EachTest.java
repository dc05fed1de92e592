package io.github.qstash.devserver.test;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What belongs to each test, whoever runs it: it finds a new time, a failure comes with
 * the timeline, and a fault that did not hit is a failure.
 */
final class EachTest {

	private static final Logger logger = LoggerFactory.getLogger(EachTest.class);

	private EachTest() {
	}

	// Before, not after the test before: whoever debugs that one finds everything there.
	static void begin(QStashTestServer server) {
		server.reset();
	}

	static void end(QStashTestServer server, String test, @Nullable Throwable failure) {
		if (failure == null) {
			server.faults().assertAllHit();
		}
		else {
			logger.warn("{} failed. {}", test, server.timeline());
		}
	}

}
