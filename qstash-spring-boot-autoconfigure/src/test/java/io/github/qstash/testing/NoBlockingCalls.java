package io.github.qstash.testing;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import reactor.blockhound.BlockHound;
import reactor.blockhound.BlockingOperationError;
import reactor.blockhound.integration.BlockHoundIntegration;

/**
 * Fails a test during which an event loop, or another thread that must not wait, called
 * something that blocks: also when the error that the call gets was taken for an ordinary
 * failure.
 */
public final class NoBlockingCalls implements BlockHoundIntegration, AfterEachCallback {

	private static final List<Error> calls = new CopyOnWriteArrayList<>();

	@Override
	public void applyTo(BlockHound.Builder builder) {
		builder.blockingMethodCallback((method) -> {
			Error error = new BlockingOperationError(method);
			calls.add(error);
			throw error;
		})
			// whether somebody else has a lock is chance, on which no test may depend
			.allowBlockingCallsInside("java.util.concurrent.locks.ReentrantLock", "lock")
			.allowBlockingCallsInside("java.util.concurrent.locks.StampedLock", "writeLock")
			// it reads /dev/urandom, which never makes anybody wait
			.allowBlockingCallsInside("java.security.SecureRandom", "nextBytes")
			// once in the life of a JVM
			.allowBlockingCallsInside("io.netty.util.internal.NativeLibraryLoader", "load");
	}

	@Override
	public void afterEach(ExtensionContext context) {
		check();
	}

	/** Fail if there were blocking calls since the last check. */
	static void check() {
		List<Error> blocking = List.copyOf(calls);
		calls.clear();
		if (!blocking.isEmpty()) {
			throw new AssertionError("Blocking calls: " + blocking.size() + ", the first is", blocking.get(0));
		}
	}

}
