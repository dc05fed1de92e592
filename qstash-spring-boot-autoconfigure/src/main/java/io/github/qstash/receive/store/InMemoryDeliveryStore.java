package io.github.qstash.receive.store;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Expiry;
import com.github.benmanes.caffeine.cache.RemovalCause;
import com.github.benmanes.caffeine.cache.Ticker;
import io.github.qstash.receive.QStashDeliveryStore;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * Remembers deliveries in memory: right for an application with one instance. It forgets
 * when it ends, and other instances do not know.
 *
 * @since 1.0.0
 */
public final class InMemoryDeliveryStore implements QStashDeliveryStore {

	private static final Log logger = LogFactory.getLog(InMemoryDeliveryStore.class);

	private final AtomicBoolean warned = new AtomicBoolean();

	private final Cache<String, Entry> entries;

	/**
	 * Create a store.
	 * @param maxEntries how many ids that are done are remembered, two for each delivery.
	 * Those in progress are remembered in any case
	 */
	public InMemoryDeliveryStore(long maxEntries) {
		this(maxEntries, Ticker.systemTicker());
	}

	InMemoryDeliveryStore(long maxEntries, Ticker ticker) {
		this.entries = Caffeine.newBuilder()
			.ticker(ticker)
			.expireAfter(Expiry.<String, Entry>writing((id, entry) -> entry.lifetime()))
			.weigher((String id, Entry entry) -> (entry.owner() != null) ? 0 : 1)
			.maximumWeight(maxEntries)
			.evictionListener((id, entry, cause) -> {
				if (cause == RemovalCause.SIZE) {
					warn(maxEntries);
				}
			})
			.build();
	}

	@Override
	public Mono<State> begin(Attempt attempt, Duration inProgressTimeout) {
		return Mono.fromSupplier(() -> {
			Entry present = this.entries.asMap()
				.putIfAbsent(attempt.id(), new Entry(attempt.owner(), inProgressTimeout));
			if (present == null) {
				return State.NEW;
			}
			return (present.owner() != null) ? State.IN_PROGRESS : State.DONE;
		});
	}

	@Override
	public Mono<Void> complete(Attempt attempt, Duration ttl) {
		return Mono.fromRunnable(() -> this.entries.put(attempt.id(), new Entry(null, ttl)));
	}

	@Override
	public Mono<Void> release(Attempt attempt) {
		return Mono.fromRunnable(() -> {
			Entry present = this.entries.getIfPresent(attempt.id());
			if (present != null && attempt.owner().equals(present.owner())) {
				this.entries.asMap().remove(attempt.id(), present);
			}
		});
	}

	private void warn(long maxEntries) {
		if (this.warned.compareAndSet(false, true)) {
			logger.warn("More than " + maxEntries + " ids of deliveries were to be remembered, and some are forgotten "
					+ "early: a delivery that is repeated may be handled again. Raise "
					+ "'qstash.receiver.idempotency.max-entries'");
		}
	}

	/**
	 * What is remembered of an id.
	 *
	 * @param owner who claims it, or {@code null} if it is done
	 * @param lifetime how long it is remembered
	 */
	private record Entry(@Nullable String owner, Duration lifetime) {

	}

}
