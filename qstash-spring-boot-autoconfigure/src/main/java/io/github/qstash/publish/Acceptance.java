package io.github.qstash.publish;

import java.lang.reflect.Method;
import java.time.Duration;
import java.util.function.Supplier;

import io.github.qstash.client.QStashTransportException;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

import org.springframework.util.ClassUtils;

/**
 * Waits until QStash has accepted a message, within a bound and never on a thread that
 * must not block.
 */
final class Acceptance {

	private final Supplier<Duration> timeout;

	Acceptance(Supplier<Duration> timeout) {
		this.timeout = timeout;
	}

	void refuseOnNonBlockingThread(Method method) {
		if (Schedulers.isInNonBlockingThread()) {
			throw new IllegalStateException("@QStashPublish method '" + ClassUtils.getQualifiedMethodName(method)
					+ "' waits until its message is published, which must not happen on the non-blocking thread '"
					+ Thread.currentThread().getName()
					+ "'. Return a Mono, or call the method on a thread that may block, "
					+ "such as one of Schedulers.boundedElastic()");
		}
	}

	void await(Method method, Mono<?> publication) {
		Duration limit = this.timeout.get();
		publication.timeout(limit, Mono.error(() -> unconfirmed(method, limit))).block();
	}

	private static QStashTransportException unconfirmed(Method method, Duration limit) {
		return new QStashTransportException(
				"QStash did not accept the message of @QStashPublish method '"
						+ ClassUtils.getQualifiedMethodName(method) + "' within " + limit.toMillis()
						+ " ms ('qstash.publish.aspect.await-timeout'); whether it will be delivered is not known",
				null);
	}

}
