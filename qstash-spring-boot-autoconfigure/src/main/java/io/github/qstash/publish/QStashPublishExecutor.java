package io.github.qstash.publish;

import java.time.Duration;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import org.springframework.context.SmartLifecycle;
import org.springframework.core.task.TaskDecorator;
import org.springframework.core.task.support.ContextPropagatingTaskDecorator;
import org.springframework.scheduling.concurrent.CustomizableThreadFactory;
import org.springframework.util.ClassUtils;

/**
 * Publishes what methods in {@link io.github.qstash.annotation.PublishMode#ASYNC
 * asynchronous mode} return, on a bounded number of threads that are started when they
 * are needed. Stopping the application waits until everything that was handed over is
 * published, within a limit: after the web server has stopped, and before the connections
 * to QStash close.
 *
 * @since 1.0.0
 */
public final class QStashPublishExecutor implements SmartLifecycle {

	private static final Log logger = LogFactory.getLog(QStashPublishExecutor.class);

	private static final int PHASE = SmartLifecycle.DEFAULT_PHASE - 3072;

	private static final TaskDecorator CONTEXT = ClassUtils.isPresent("io.micrometer.context.ContextSnapshotFactory",
			QStashPublishExecutor.class.getClassLoader()) ? new ContextPropagatingTaskDecorator() : (task) -> task;

	private final ThreadPoolExecutor threads;

	private final Duration drainTimeout;

	private volatile boolean running;

	/**
	 * Create the executor.
	 * @param threads messages that are published at once, greater than 0
	 * @param queueCapacity messages that wait for a thread, greater than 0
	 * @param drainTimeout how long stopping waits
	 */
	public QStashPublishExecutor(int threads, int queueCapacity, Duration drainTimeout) {
		CustomizableThreadFactory factory = new CustomizableThreadFactory("qstash-publish-");
		this.threads = new ThreadPoolExecutor(threads, threads, 1, TimeUnit.MINUTES,
				new LinkedBlockingQueue<>(queueCapacity), factory);
		this.threads.allowCoreThreadTimeOut(true);
		this.drainTimeout = drainTimeout;
	}

	/**
	 * Hand over a task.
	 * @param task publishes something
	 * @return whether there was room for it
	 */
	boolean execute(Runnable task) {
		try {
			this.threads.execute(CONTEXT.decorate(task));
			return true;
		}
		catch (RejectedExecutionException ex) {
			return false;
		}
	}

	@Override
	public void start() {
		this.running = true;
	}

	@Override
	public void stop() {
		this.running = false;
		this.threads.shutdown();
		try {
			if (!this.threads.awaitTermination(this.drainTimeout.toMillis(), TimeUnit.MILLISECONDS)) {
				logger.warn("Messages of @QStashPublish methods were not published before the application ended: "
						+ this.threads.shutdownNow().size() + " had not been started");
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	@Override
	public boolean isRunning() {
		return this.running;
	}

	@Override
	public int getPhase() {
		return PHASE;
	}

}
