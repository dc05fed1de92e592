package io.github.qstash.autoconfigure.receive;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import io.github.qstash.client.QStashAuthenticationException;
import io.github.qstash.signature.QStashSigningKeys;
import io.github.qstash.signature.SigningKeys;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

import org.springframework.context.SmartLifecycle;

/**
 * The keys that QStash tells. They are asked for when the application starts, in
 * intervals, and when a delivery was not signed with the current key; the ones that are
 * known stay until there are others. No delivery waits for them.
 */
final class FetchedSigningKeys implements QStashSigningKeys, SmartLifecycle {

	/** After the connections to QStash, before the web server. */
	private static final int PHASE = DEFAULT_PHASE - 3072;

	private static final Log logger = LogFactory.getLog(FetchedSigningKeys.class);

	private final Mono<SigningKeys> source;

	private final Settings settings;

	private final Scheduler scheduler;

	private final Disposable.Swap timer = Disposables.swap();

	private volatile @Nullable ConfiguredSigningKeys keys;

	private volatile boolean starting;

	private volatile boolean running;

	private CompletableFuture<SigningKeys> fetch = new CompletableFuture<>();

	private @Nullable Long fetchedAt;

	/**
	 * Create the keys.
	 * @param source asks QStash, once for each subscription
	 * @param configured the keys until QStash tells some, or {@code null} if none are
	 * known
	 * @param settings when to ask
	 * @param scheduler has the time
	 */
	FetchedSigningKeys(Mono<SigningKeys> source, @Nullable ConfiguredSigningKeys configured, Settings settings,
			Scheduler scheduler) {
		this.source = source;
		this.keys = configured;
		this.settings = settings;
		this.scheduler = scheduler;
	}

	@Override
	public SigningKeys forRegion(@Nullable String region) {
		ConfiguredSigningKeys keys = this.keys;
		if (keys == null) {
			fetchUnlessJustDone();
			throw new IllegalStateException("QStash has not told the signing keys yet");
		}
		return keys.forRegion(region);
	}

	@Override
	public void currentKeyDidNotMatch(@Nullable String region) {
		fetchUnlessJustDone();
	}

	@Override
	public void start() {
		this.running = true;
		long interval = this.settings.interval().toNanos();
		this.timer.update(Flux.interval(Duration.ofNanos(interval), this.scheduler).subscribe((tick) -> fetch()));
		this.starting = this.keys == null;
		CompletableFuture<SigningKeys> first = fetch();
		if (this.starting) {
			await(first);
			this.starting = false;
		}
	}

	// an application that has the wrong token would never receive anything
	private void await(CompletableFuture<SigningKeys> first) {
		try {
			first.get(this.settings.patience().toNanos(), TimeUnit.NANOSECONDS);
		}
		catch (ExecutionException ex) {
			if (ex.getCause() instanceof QStashAuthenticationException refusal) {
				stop();
				throw new MissingQStashSigningKeyException(refusal);
			}
		}
		catch (TimeoutException ex) {
			logger.error("QStash did not tell the signing keys within " + this.settings.patience().toSeconds()
					+ " s. Until it does, deliveries are answered 500, and QStash tries again");
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	@Override
	public synchronized void stop() {
		this.running = false;
		this.timer.update(Disposables.disposed());
		this.fetch.cancel(true);
	}

	@Override
	public boolean isRunning() {
		return this.running;
	}

	@Override
	public int getPhase() {
		return PHASE;
	}

	// forgers must not make this application busy QStash
	private synchronized void fetchUnlessJustDone() {
		boolean justDone = this.fetchedAt != null && now() - this.fetchedAt < this.settings.pause().toNanos();
		if (this.running && !justDone) {
			fetch();
		}
	}

	private synchronized CompletableFuture<SigningKeys> fetch() {
		if (this.fetchedAt == null || this.fetch.isDone()) {
			this.fetchedAt = now();
			this.fetch = this.source.doOnNext(this::replace).doOnError(this::failed).toFuture();
		}
		return this.fetch;
	}

	private long now() {
		return this.scheduler.now(TimeUnit.NANOSECONDS);
	}

	private void replace(SigningKeys fetched) {
		ConfiguredSigningKeys keys = this.keys;
		if (keys == null) {
			logger.info("QStash has told the signing keys");
			this.keys = ConfiguredSigningKeys.of(fetched);
		}
		else if (!keys.defaults().equals(fetched)) {
			logger.info("QStash has told other signing keys, which are used from now on");
			this.keys = keys.withDefaults(fetched);
		}
	}

	private void failed(Throwable ex) {
		if (this.starting && ex instanceof QStashAuthenticationException) {
			return; // is thrown
		}
		if (this.keys == null) {
			logger.error("QStash has not told the signing keys: " + ex.getMessage()
					+ ". Until it does, deliveries are answered 500, and QStash tries again");
		}
		else {
			logger.warn("QStash has not told the signing keys, those that are known stay: " + ex.getMessage());
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
