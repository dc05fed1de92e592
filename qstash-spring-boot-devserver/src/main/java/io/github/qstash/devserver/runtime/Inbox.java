package io.github.qstash.devserver.runtime;

import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;

/**
 * What the loop is to do, in the order in which it came. Thread-safe.
 */
final class Inbox {

	/** Also the lock that decides whether something came before {@link #close()}. */
	private final BlockingQueue<Runnable> tasks = new LinkedBlockingQueue<>();

	private volatile boolean closed;

	/**
	 * Put a task in.
	 * @param task the task
	 * @return whether it will be done; not if the inbox is closed
	 */
	boolean offer(Runnable task) {
		synchronized (this.tasks) {
			// what is in the inbox when it closes is still done, so every reply comes
			return !this.closed && this.tasks.add(task);
		}
	}

	// Put in what belongs to something that was begun, closed or not.
	void add(Runnable task) {
		this.tasks.add(task);
	}

	@Nullable Runnable poll(Duration wait) throws InterruptedException {
		return this.tasks.poll(wait.toNanos(), TimeUnit.NANOSECONDS);
	}

	@Nullable Runnable poll() {
		return this.tasks.poll();
	}

	int size() {
		return this.tasks.size();
	}

	void close() {
		synchronized (this.tasks) {
			this.closed = true;
		}
		// whoever polls may be waiting
		this.tasks.add(() -> {
		});
	}

	boolean isClosed() {
		return this.closed;
	}

}
