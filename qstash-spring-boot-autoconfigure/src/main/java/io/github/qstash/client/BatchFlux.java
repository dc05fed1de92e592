package io.github.qstash.client;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.ToLongFunction;

import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.Disposable;
import reactor.core.Exceptions;
import reactor.core.publisher.Flux;
import reactor.core.publisher.FluxOperator;
import reactor.core.publisher.Operators;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;
import reactor.util.context.Context;

/**
 * Puts the items of a stream into batches that are bounded by number, by size and by how
 * long an item waits for others.
 * <p>
 * The source is asked for one item at a time, and for none while a batch waits to be
 * taken: what is held at most is one batch and what did not fit into it, whatever the
 * sizes of the items. An error of the source comes after the batch before it.
 *
 * @param <T> the type of an item
 */
final class BatchFlux<T> extends FluxOperator<T, List<T>> {

	/** The size of an item that has a batch of its own. */
	static final long ALONE = Long.MAX_VALUE;

	private final QStashBatchSettings settings;

	private final ToLongFunction<T> size;

	BatchFlux(Flux<T> source, QStashBatchSettings settings, ToLongFunction<T> size) {
		super(source);
		this.settings = settings;
		this.size = size;
	}

	@Override
	public void subscribe(CoreSubscriber<? super List<T>> actual) {
		this.source.subscribe(new Batcher<>(actual, this.settings, this.size));
	}

	/**
	 * Signals from all sides only leave a note and call {@link #drain()}: one thread at a
	 * time works on the batches.
	 */
	private static final class Batcher<T> implements CoreSubscriber<T>, Subscription {

		private final CoreSubscriber<? super List<T>> actual;

		private final int maxMessages;

		private final long maxBytes;

		private final Duration maxWait;

		private final ToLongFunction<T> size;

		private final Scheduler scheduler = Schedulers.parallel();

		private final AtomicInteger notes = new AtomicInteger();

		private final AtomicLong requested = new AtomicLong();

		private final AtomicReference<@Nullable T> arrived = new AtomicReference<>();

		private @Nullable Subscription source;

		private volatile boolean ended;

		private @Nullable Throwable error;

		private volatile boolean cancelled;

		private final AtomicInteger overdueBatch = new AtomicInteger(-1);

		private final Queue<List<T>> closed = new ArrayDeque<>(2);

		private List<T> open = new ArrayList<>();

		private long openBytes;

		private int openBatch;

		private @Nullable Disposable timer;

		private volatile boolean asked;

		private boolean finished;

		Batcher(CoreSubscriber<? super List<T>> actual, QStashBatchSettings settings, ToLongFunction<T> size) {
			this.actual = actual;
			this.maxMessages = settings.maxMessages();
			this.maxBytes = settings.maxBytes();
			this.maxWait = settings.maxWait();
			this.size = size;
		}

		@Override
		public Context currentContext() {
			return this.actual.currentContext();
		}

		@Override
		public void onSubscribe(Subscription source) {
			if (Operators.validate(this.source, source)) {
				this.source = source;
				this.actual.onSubscribe(this);
			}
		}

		@Override
		public void onNext(T item) {
			if (!this.asked || !this.arrived.compareAndSet(null, item)) {
				// an item that is left out must not go unnoticed
				Objects.requireNonNull(this.source).cancel();
				onError(Exceptions.failWithOverflow("The source sent more messages than it was asked for"));
				return;
			}
			drain();
		}

		@Override
		public void onError(Throwable ex) {
			if (this.ended || this.cancelled) {
				Operators.onErrorDropped(ex, currentContext());
				return;
			}
			this.error = ex;
			onComplete();
		}

		@Override
		public void onComplete() {
			this.ended = true;
			drain();
		}

		@Override
		public void request(long n) {
			if (Operators.validate(n)) {
				this.requested.accumulateAndGet(n, Operators::addCap);
				drain();
			}
		}

		@Override
		public void cancel() {
			this.cancelled = true;
			Objects.requireNonNull(this.source).cancel();
			drain();
		}

		private void overdue(int batch) {
			this.overdueBatch.accumulateAndGet(batch, Math::max);
			drain();
		}

		private void drain() {
			if (this.notes.getAndIncrement() != 0) {
				return;
			}
			boolean ask = false;
			int read = 1;
			do {
				if (!this.finished) {
					ask |= work();
				}
				read = this.notes.addAndGet(-read);
			}
			while (read != 0);
			if (ask) {
				// not before: the source may block, and the timer must not wait for it
				Objects.requireNonNull(this.source).request(1);
			}
		}

		/**
		 * Do what there is to do.
		 * @return whether the source is to be asked for an item
		 */
		private boolean work() {
			if (this.cancelled) {
				finish();
				return false;
			}
			boolean last = this.ended; // before what arrived, so that nothing is
										// overlooked
			T item = this.arrived.getAndSet(null);
			if (item != null) {
				this.asked = false;
				put(item);
			}
			emit(last);
			if (last && this.closed.isEmpty() && this.open.isEmpty()) {
				finish();
				end();
				return false;
			}
			boolean ask = !last && !this.asked && this.closed.isEmpty();
			this.asked |= ask;
			return ask;
		}

		private void put(T item) {
			long bytes = this.size.applyAsLong(item);
			if (bytes > this.maxBytes - this.openBytes) {
				close();
			}
			if (this.open.isEmpty() && bytes < this.maxBytes && this.maxMessages > 1) {
				startTimer(this.openBatch);
			}
			this.open.add(item);
			this.openBytes += Math.min(bytes, this.maxBytes);
			if (this.open.size() == this.maxMessages || this.openBytes >= this.maxBytes) {
				close();
			}
		}

		private void emit(boolean last) {
			while (this.requested.get() > 0 && !this.cancelled) {
				if (this.closed.isEmpty() && (last || this.overdueBatch.get() == this.openBatch)) {
					close();
				}
				List<T> batch = this.closed.poll();
				if (batch == null) {
					return;
				}
				this.requested.accumulateAndGet(1, (n, taken) -> (n != Long.MAX_VALUE) ? n - taken : n);
				this.actual.onNext(batch);
			}
		}

		private void startTimer(int batch) {
			try {
				this.timer = this.scheduler.schedule(() -> overdue(batch), this.maxWait.toNanos(),
						TimeUnit.NANOSECONDS);
			}
			catch (RejectedExecutionException ex) {
				this.overdueBatch.set(batch); // nobody waits while the application ends
			}
		}

		private void stopTimer() {
			if (this.timer != null) {
				this.timer.dispose();
				this.timer = null;
			}
		}

		private void end() {
			if (this.error != null) {
				this.actual.onError(this.error);
			}
			else {
				this.actual.onComplete();
			}
		}

		private void finish() {
			this.finished = true;
			stopTimer();
			this.arrived.set(null);
			this.closed.clear();
			this.open = List.of();
		}

		private void close() {
			if (!this.open.isEmpty()) {
				this.closed.add(this.open);
				this.open = new ArrayList<>(this.open.size());
				this.openBytes = 0;
				this.openBatch++;
				stopTimer();
			}
		}

	}

}
