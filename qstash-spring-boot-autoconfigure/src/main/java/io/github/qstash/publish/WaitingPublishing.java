package io.github.qstash.publish;

import java.lang.reflect.Method;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;

import io.github.qstash.annotation.PublishMode;
import io.github.qstash.client.QStashTransportException;
import org.jspecify.annotations.Nullable;
import reactor.core.Exceptions;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

import org.springframework.beans.factory.BeanCreationNotAllowedException;
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
			throw refusal(method);
		}
	}

	private static IllegalStateException refusal(Method method) {
		return new IllegalStateException("@QStashPublish method '" + ClassUtils.getQualifiedMethodName(method)
				+ "' waits until its message is published, which must not happen on the non-blocking thread '"
				+ Thread.currentThread().getName() + "'. Return a Mono, or call the method on a thread that may block, "
				+ "such as one of Schedulers.boundedElastic(), or set 'mode' to ASYNC");
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
		else if (!handOver(publication)) {
			awaitInstead(publication);
		}
	}

	private boolean handOver(Publication publication) {
		QStashPublishExecutor threads;
		try {
			threads = this.executor.get();
		}
		catch (BeanCreationNotAllowedException ex) {
			// the application ends, and nothing was handed over before
			return false;
		}
		return threads.execute(() -> await(publication, false), () -> abandon(publication));
	}

	/**
	 * Publish one after the other what a transaction has committed. A failure does not
	 * keep what follows from being published, until the time is up for which one message
	 * is waited.
	 * @param publications what to publish
	 */
	void publishCommitted(List<Publication> publications) {
		long end = System.nanoTime() + this.timeout.get().toNanos();
		RuntimeException failure = null;
		for (PublicationBatch batch : PublicationBatch.of(publications)) {
			if (batch.first().definition().mode() == PublishMode.ASYNC) {
				batch.publications().forEach((publication) -> publish(publication, false));
				continue;
			}
			awaitUntil(end, batch);
			for (Publication publication : batch.publications()) {
				RuntimeException untold = untold(publication);
				if (untold != null) {
					failure = (failure != null) ? Publishing.first(failure, untold) : untold;
				}
			}
		}
		if (failure != null) {
			throw failure;
		}
	}

	private void awaitUntil(long end, PublicationBatch batch) {
		if (Schedulers.isInNonBlockingThread()) {
			batch.fail(refusal(batch.first().call().method()));
			return;
		}
		Duration left = Duration.ofNanos(end - System.nanoTime());
		if (left.isNegative() || left.isZero()) {
			batch.fail(new IllegalStateException("The message of @QStashPublish method '"
					+ ClassUtils.getQualifiedMethodName(batch.first().call().method())
					+ "' was not sent, because publishing what the transaction committed before took "
					+ this.timeout.get().toMillis() + " ms ('qstash.publish.aspect.await-timeout')"));
			return;
		}
		try {
			batch.publish(this.publishing.operations()).block(left);
		}
		catch (RuntimeException ex) {
			batch.fail(
					(ex.getCause() instanceof TimeoutException) ? unconfirmed(batch.first(), this.timeout.get()) : ex);
		}
	}

	// the failure that is to be told nevertheless
	private @Nullable RuntimeException untold(Publication publication) {
		Throwable failure = publication.failure();
		try {
			if (failure != null) {
				handle(publication, failure, false);
			}
			return null;
		}
		catch (RuntimeException ex) {
			return ex;
		}
	}

	private void awaitInstead(Publication publication) {
		if (Schedulers.isInNonBlockingThread()) {
			handle(publication,
					new IllegalStateException("There is no room to publish what '"
							+ ClassUtils.getQualifiedMethodName(publication.call().method())
							+ "' returned ('qstash.publish.aspect.async.queue-capacity'), or the application ends"),
					false);
		}
		else {
			await(publication, false);
		}
	}

	private void abandon(Publication publication) {
		handle(publication,
				new IllegalStateException("The application ended before what '"
						+ ClassUtils.getQualifiedMethodName(publication.call().method())
						+ "' returned could be published ('qstash.publish.aspect.async.drain-timeout')"),
				false);
	}

	private void await(Publication publication, boolean told) {
		Throwable failure = failure(publication);
		if (failure != null) {
			handle(publication, failure, told);
		}
	}

	private void handle(Publication publication, Throwable failure, boolean told) {
		Mono<Void> handled = this.publishing.failures().handle(publication, failure, told);
		if (!Schedulers.isInNonBlockingThread()) {
			// whoever interrupts does not want to wait for QStash, and keeps the message
			boolean interrupted = Thread.interrupted();
			try {
				handled.block(this.timeout.get());
			}
			finally {
				if (interrupted) {
					Thread.currentThread().interrupt();
				}
			}
			return;
		}
		// only what is known at once can be told
		AtomicReference<Throwable> untold = new AtomicReference<>();
		handled.doOnError(untold::set).onErrorComplete().subscribe();
		if (untold.get() != null) {
			throw Exceptions.propagate(untold.get());
		}
	}

	private @Nullable Throwable failure(Publication publication) {
		if (Schedulers.isInNonBlockingThread()) {
			return refusal(publication.call().method());
		}
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
