package io.github.qstash.receive.store;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

import io.github.qstash.receive.QStashDeliveryStore;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

import org.springframework.data.redis.core.ReactiveStringRedisTemplate;
import org.springframework.data.redis.core.StringRedisTemplate;
import org.springframework.data.redis.core.script.RedisScript;

/**
 * Remembers deliveries in Redis, for all instances of an application. Each operation is
 * one script on one key, so that it is atomic and works in a cluster.
 *
 * @since 1.0.0
 */
public final class RedisDeliveryStore implements QStashDeliveryStore {

	private static final RedisScript<String> BEGIN = RedisScript.of("""
			if redis.call('SET', KEYS[1], ARGV[1], 'NX', 'PX', ARGV[2]) then
			  return 'NEW'
			end
			if redis.call('GET', KEYS[1]) == 'done' then
			  return 'DONE'
			end
			return 'IN_PROGRESS'
			""", String.class);

	private static final RedisScript<String> COMPLETE = RedisScript.of("""
			redis.call('SET', KEYS[1], 'done', 'PX', ARGV[1])
			return 'completed'
			""", String.class);

	private static final RedisScript<String> RELEASE = RedisScript.of("""
			if redis.call('GET', KEYS[1]) == ARGV[1] then
			  redis.call('DEL', KEYS[1])
			end
			return 'released'
			""", String.class);

	private final Scripts scripts;

	private final String keyPrefix;

	private RedisDeliveryStore(Scripts scripts, String keyPrefix) {
		this.scripts = scripts;
		this.keyPrefix = keyPrefix;
	}

	/**
	 * Create a store.
	 * @param redis sends commands without blocking
	 * @param keyPrefix what all keys begin with
	 * @return the store
	 */
	public static RedisDeliveryStore reactive(ReactiveStringRedisTemplate redis, String keyPrefix) {
		AtomicBoolean connected = new AtomicBoolean();
		return new RedisDeliveryStore((script, key, arguments) -> {
			Mono<String> result = Mono.defer(() -> redis.execute(script, List.of(key), arguments).single())
				.doOnNext((text) -> connected.set(true));
			// to connect may wait, which the commands afterwards never do
			return (connected.get() ? result : result.subscribeOn(Schedulers.boundedElastic()))
				// what follows must not hold up other commands
				.publishOn(Schedulers.parallel());
		}, keyPrefix);
	}

	/**
	 * Create a store that sends its commands in threads that may block.
	 * @param redis sends commands
	 * @param keyPrefix what all keys begin with
	 * @return the store
	 */
	public static RedisDeliveryStore blocking(StringRedisTemplate redis, String keyPrefix) {
		return new RedisDeliveryStore((script, key, arguments) -> Mono
			.fromCallable(() -> redis.execute(script, List.of(key), arguments.toArray()))
			.subscribeOn(Schedulers.boundedElastic()), keyPrefix);
	}

	@Override
	public Mono<State> begin(Attempt attempt, Duration inProgressTimeout) {
		return run(BEGIN, attempt, owner(attempt), millis(inProgressTimeout)).map(State::valueOf);
	}

	@Override
	public Mono<Void> complete(Attempt attempt, Duration ttl) {
		return run(COMPLETE, attempt, millis(ttl)).then();
	}

	@Override
	public Mono<Void> release(Attempt attempt) {
		return run(RELEASE, attempt, owner(attempt)).then();
	}

	private Mono<String> run(RedisScript<String> script, Attempt attempt, String... arguments) {
		return this.scripts.run(script, this.keyPrefix + attempt.id(), List.of(arguments));
	}

	// is never mistaken for the word that says done
	private static String owner(Attempt attempt) {
		return "in progress: " + attempt.owner();
	}

	private static String millis(Duration duration) {
		return String.valueOf(duration.toMillis());
	}

	/**
	 * Runs a script.
	 */
	@FunctionalInterface
	private interface Scripts {

		Mono<String> run(RedisScript<String> script, String key, List<String> arguments);

	}

}
