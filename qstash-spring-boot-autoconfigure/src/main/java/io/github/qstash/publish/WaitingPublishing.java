package io.github.qstash.publish;

import java.lang.reflect.Method;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

import io.github.qstash.annotation.PublishMode;
import io.github.qstash.client.QStashTransportException;
import org.jspecify.annotations.Nullable;
import reactor.core.Exceptions;
import reactor.core.scheduler.Schedulers;

import org.springframework.util.ClassUtils;

/**
 * Publishes what a blocking caller returned: waits until QStash has accepted it, within a
 * bound and never on a thread that must not block, or hands it over.
 */
final class WaitingPublishing {

	private final Publishing publishing;

	private final Supplier<Duration> timeout;

	private final Supplier<QStashPublishExecutor> executor;

	WaitingPublishing(Publishing publishing, Supplier<Duration> timeout, Supplier<QStashPublishExecutor> executor) {
		this.publishing = publishing;
		this.timeout = timeout;
		this.executor = executor;
	}

	/**
	 * Refuse to wait on a thread that must not block.
	 * @param method the method that is called
	 */
	void refuseOnNonBlockingThread(Method method) {
		if (Schedulers.isInNonBlockingThread()) {
			throw new IllegalStateException("@QStashPublish method '" + ClassUtils.getQualifiedMethodName(method)
					+ "' waits until its message is published, which must not happen on the non-blocking thread '"
					+ Thread.currentThread().getName()
					+ "'. Return a Mono, or call the method on a thread that may block, "
					+ "such as one of Schedulers.boundedElastic(), or set 'mode' to ASYNC");
		}
	}

	/**
	 * Publish, or hand over.
	 * @param publication what to publish
	 * @param told whether there is a caller to be told of a failure
	 */
	void publish(Publication publication, boolean told) {
		if (publication.definition().mode() == PublishMode.AWAIT) {
			await(publication, told);
		}
		else if (!this.executor.get().execute(() -> await(publication, false))) {
			awaitInstead(publication);
		}
	}

	/**
	 * Publish one after the other what a transaction has committed. A failure does not
	 * keep what follows from being published.
	 * @param publications what to publish
	 */
	void publishCommitted(List<Publication> publications) {
		RuntimeException failure = null;
		for (Publication publication : publications) {
			try {
				publish(publication, false);
			}
			catch (RuntimeException ex) {
				failure = (failure != null) ? Publishing.first(failure, ex) : ex;
			}
		}
		if (failure != null) {
			throw failure;
		}
	}

	private void awaitInstead(Publication publication) {
		if (!Schedulers.isInNonBlockingThread()) {
			await(publication, false);
			return;
		}
		publication.prepare();
		this.publishing.failures()
			.handle(publication,
					new IllegalStateException("There is no room to publish what '"
							+ ClassUtils.getQualifiedMethodName(publication.call().method())
							+ "' returned ('qstash.publish.aspect.async.queue-capacity')"),
					false)
			.subscribe();
	}

	private void await(Publication publication, boolean told) {
		Throwable failure = failure(publication);
		if (failure != null) {
			this.publishing.failures().handle(publication, failure, told).block(this.timeout.get());
		}
	}

	private @Nullable Throwable failure(Publication publication) {
		Duration limit = this.timeout.get();
		try {
			publication.publish(this.publishing.operations()).block(limit);
			return null;
		}
		catch (IllegalStateException ex) {
			return (ex.getCause() instanceof TimeoutException) ? unconfirmed(publication, limit) : ex;
		}
		catch (RuntimeException ex) {
			return Exceptions.unwrap(ex);
		}
	}

	private static QStashTransportException unconfirmed(Publication publication, Duration limit) {
		return new QStashTransportException("QStash did not accept the message of @QStashPublish method '"
				+ ClassUtils.getQualifiedMethodName(publication.call().method()) + "' within " + limit.toMillis()
				+ " ms ('qstash.publish.aspect.await-timeout'); whether it will be delivered is not known", null);
	}

}
