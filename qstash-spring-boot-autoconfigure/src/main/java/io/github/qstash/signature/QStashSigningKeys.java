package io.github.qstash.signature;

import org.jspecify.annotations.Nullable;

/**
 * Tells which keys a delivery may be signed with. It is asked for each delivery, so that
 * keys may change while the application runs: it must answer at once, from memory, and
 * from many threads. {@link SigningKeys} is one that never changes.
 *
 * @since 1.0.0
 * @see <a href="https://upstash.com/docs/qstash/howto/roll-signing-keys">QStash: roll
 * signing keys</a>
 */
@FunctionalInterface
public interface QStashSigningKeys {

	/**
	 * Return the keys of a region.
	 * @param region the region that the delivery says it comes from, such as
	 * {@code EU-CENTRAL-1}, or {@code null} if it does not say. Anybody can write it: it
	 * may choose among keys that are trusted anyway, and must do nothing else
	 * @return the keys
	 * @throws IllegalStateException if no keys are known at the moment: the delivery is
	 * not handled, and QStash tries again
	 * @see <a href="https://upstash.com/docs/qstash/howto/multi-region">QStash:
	 * multi-region</a>
	 */
	SigningKeys forRegion(@Nullable String region);

	/**
	 * Take notice that a delivery was not signed with the current key: with the next one,
	 * since the keys were rotated, or with neither, which anybody can cause. Called for
	 * each such delivery, on a thread that must not wait, and must not throw. Does
	 * nothing by default.
	 * @param region the region that the delivery says it comes from, or {@code null} if
	 * it does not say
	 */
	default void currentKeyDidNotMatch(@Nullable String region) {
	}

}
