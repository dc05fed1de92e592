package io.github.qstash.publish;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import org.springframework.context.Lifecycle;
import org.springframework.context.Phased;
import org.springframework.context.SmartLifecycle;
import org.springframework.core.task.TaskDecorator;
import org.springframework.core.task.support.ContextPropagatingTaskDecorator;
import org.springframework.scheduling.concurrent.CustomizableThreadFactory;
import org.springframework.util.ClassUtils;

/**
 * Publishes what methods in {@link io.github.qstash.annotation.PublishMode#ASYNC
 * asynchronous mode} return, on a bounded number of threads that are started when they
 * are needed. It takes messages as soon as it exists. Stopping the application waits
 * until everything that was handed over is published, within a limit: after the web
 * server has stopped, and before the connections to QStash close. What is left then has
 * failed, and is treated as such.
 *
 * @since 1.0.0
 */
public final class QStashPublishExecutor implements Lifecycle, Phased {

	/** How long to wait for those who handle what was under way. */
	private static final Duration HANDLING = Duration.ofSeconds(5);

	private static final Log logger = LogFactory.getLog(QStashPublishExecutor.class);

	private static final int PHASE = SmartLifecycle.DEFAULT_PHASE - 3072;

	private static final TaskDecorator CONTEXT = ClassUtils.isPresent("io.micrometer.context.ContextSnapshotFactory",
			QStashPublishExecutor.class.getClassLoader()) ? new ContextPropagatingTaskDecorator() : (task) -> task;

	private final Supplier<ThreadPoolExecutor> pool;

	private final Duration drainTimeout;

	private volatile ThreadPoolExecutor threads;

	/**
	 * Create the executor.
	 * @param threads messages that are published at once, greater than 0
	 * @param queueCapacity messages that wait for a thread, greater than 0
	 * @param drainTimeout how long stopping waits
	 */
	public QStashPublishExecutor(int threads, int queueCapacity, Duration drainTimeout) {
		CustomizableThreadFactory factory = new CustomizableThreadFactory("qstash-publish-");
		this.pool = () -> {
			ThreadPoolExecutor created = new ThreadPoolExecutor(threads, threads, 1, TimeUnit.MINUTES,
					new LinkedBlockingQueue<>(queueCapacity), factory);
			created.allowCoreThreadTimeOut(true);
			return created;
		};
		this.threads = this.pool.get();
		this.drainTimeout = drainTimeout;
	}

	/**
	 * Hand over a task.
	 * @param task publishes something
	 * @param abandoned runs instead if the application ends before the task is started
	 * @return whether there was room for it
	 */
	boolean execute(Runnable task, Runnable abandoned) {
		try {
			this.threads.execute(new HandedOver(CONTEXT.decorate(task), CONTEXT.decorate(abandoned)));
			return true;
		}
		catch (RejectedExecutionException ex) {
			return false;
		}
	}

	@Override
	public void start() {
		if (this.threads.isShutdown()) {
			this.threads = this.pool.get();
		}
	}

	@Override
	public void stop() {
		this.threads.shutdown();
		if (!isEndedWithin(this.drainTimeout)) {
			List<Runnable> left = this.threads.shutdownNow();
			logger.warn("Messages of @QStashPublish methods were not published before the application ended: "
					+ left.size() + " had not been started");
			left.forEach((task) -> ((HandedOver) task).abandon());
			isEndedWithin(HANDLING);
		}
	}

	private boolean isEndedWithin(Duration limit) {
		try {
			return this.threads.awaitTermination(limit.toMillis(), TimeUnit.MILLISECONDS);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			return false;
		}
	}

	@Override
	public boolean isRunning() {
		return !this.threads.isShutdown();
	}

	@Override
	public int getPhase() {
		return PHASE;
	}

	/**
	 * What waits for a thread.
	 *
	 * @param task publishes something
	 * @param abandoned runs instead if it is not started
	 */
	private record HandedOver(Runnable task, Runnable abandoned) implements Runnable {

		@Override
		public void run() {
			run(this.task);
		}

		void abandon() {
			run(this.abandoned);
		}

		private static void run(Runnable runnable) {
			try {
				runnable.run();
			}
			catch (RuntimeException ex) {
				logger.error("A failure of a @QStashPublish method could not be handled", ex);
			}
		}

	}

}
