package io.github.qstash.autoconfigure.receive;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;

import io.github.qstash.client.QStashAuthenticationException;
import io.github.qstash.signature.QStashSigningKeys;
import io.github.qstash.signature.SigningKeys;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

import org.springframework.context.SmartLifecycle;
import org.springframework.util.function.SingletonSupplier;

/**
 * Asks QStash for the keys, if anybody verifies deliveries: when the application starts,
 * in intervals, and when a delivery was not signed with the current key. The keys that
 * are known stay until there are others. No delivery waits for them.
 */
final class SigningKeysFetcher implements SmartLifecycle {

	/** After the connections to QStash, before the web server. */
	private static final int PHASE = DEFAULT_PHASE - 3072;

	private static final Log logger = LogFactory.getLog(SigningKeysFetcher.class);

	private final Supplier<Mono<SigningKeys>> source;

	private final Settings settings;

	private final Scheduler scheduler;

	private final FetchedSigningKeys keys;

	private final Disposable.Swap timer = Disposables.swap();

	private final Disposable.Swap call = Disposables.swap();

	private final AtomicBoolean asking = new AtomicBoolean();

	private volatile long askedAt;

	private volatile boolean wanted;

	private volatile boolean running;

	/**
	 * Create a fetcher.
	 * @param source gives what asks QStash, once for each subscription; not used if
	 * nobody verifies deliveries
	 * @param configured the keys until QStash tells some
	 * @param settings when to ask
	 * @param scheduler has the time
	 */
	SigningKeysFetcher(Supplier<Mono<SigningKeys>> source, ConfiguredSigningKeys configured, Settings settings,
			Scheduler scheduler) {
		this.source = SingletonSupplier.of(source);
		this.settings = settings;
		this.scheduler = scheduler;
		this.keys = new FetchedSigningKeys(configured, this::fetchUnlessJustDone);
	}

	/**
	 * Return the keys, for somebody who verifies deliveries with them.
	 * @return the keys
	 */
	synchronized QStashSigningKeys keys() {
		this.source.get(); // fails now if it cannot ask
		boolean first = !this.wanted;
		this.wanted = true;
		if (first && this.running) {
			fetchInIntervals();
			fetch();
		}
		return this.keys;
	}

	@Override
	public synchronized void start() {
		this.running = true;
		if (!this.wanted) {
			return;
		}
		fetchInIntervals();
		if (this.keys.areKnown()) {
			fetch();
		}
		else {
			waitForKeys();
		}
	}

	// an application that has the wrong token would never receive anything
	private void waitForKeys() {
		Duration patience = this.settings.patience();
		if (!claim()) {
			return;
		}
		try {
			claimed()
				.timeout(patience,
						Mono.error(() -> new IllegalStateException("No answer within " + patience.toSeconds() + " s")))
				.block();
		}
		catch (QStashAuthenticationException ex) {
			stop();
			throw new MissingQStashSigningKeyException(ex);
		}
		catch (RuntimeException ex) {
			failed(ex);
		}
	}

	@Override
	public synchronized void stop() {
		this.running = false;
		this.timer.update(Disposables.disposed());
		this.call.update(Disposables.disposed());
	}

	@Override
	public boolean isRunning() {
		return this.running;
	}

	@Override
	public int getPhase() {
		return PHASE;
	}

	// forgers must not make this application busy QStash, nor each other wait
	private void fetchUnlessJustDone() {
		if (this.running && !this.asking.get() && now() - this.askedAt >= this.settings.pause().toNanos()) {
			fetch();
		}
	}

	private void fetchInIntervals() {
		this.timer.update(Flux.interval(this.settings.interval(), this.scheduler).subscribe((tick) -> fetch()));
	}

	private void fetch() {
		if (claim()) {
			this.call.update(claimed().subscribe((keys) -> {
			}, this::failed));
		}
	}

	private boolean claim() {
		return this.asking.compareAndSet(false, true);
	}

	private Mono<SigningKeys> claimed() {
		this.askedAt = now();
		return this.source.get().doOnNext(this::replace).doFinally((signal) -> this.asking.set(false));
	}

	private long now() {
		return this.scheduler.now(TimeUnit.NANOSECONDS);
	}

	private void replace(SigningKeys fetched) {
		if (this.keys.replace(fetched)) {
			logger.info("QStash has told the signing keys that are used from now on");
		}
	}

	private void failed(Throwable ex) {
		if (this.keys.areKnown()) {
			logger.warn("QStash has not told the signing keys, those that are known stay: " + ex.getMessage());
		}
		else {
			logger.error("QStash has not told the signing keys: " + ex.getMessage()
					+ ". Until it does, deliveries are answered 500, and QStash tries again");
		}
	}

	/**
	 * When to ask.
	 *
	 * @param interval the time from one question to the next
	 * @param pause the shortest time between two questions that deliveries cause
	 * @param patience how long the start of an application waits that knows no keys
	 */
	record Settings(Duration interval, Duration pause, Duration patience) {

	}

}
