package io.github.qstash.signature;

import java.util.Objects;

import org.jspecify.annotations.Nullable;

/**
 * The keys that deliveries may be signed with. QStash signs with the current key; a
 * rotation turns the next key into the current one.
 *
 * @since 1.0.0
 * @see <a href="https://upstash.com/docs/qstash/howto/roll-signing-keys">QStash: roll
 * signing keys</a>
 */
public final class SigningKeys implements QStashSigningKeys {

	private final String current;

	private final @Nullable String next;

	private final SigningKey currentKey;

	private final @Nullable SigningKey nextKey;

	private SigningKeys(String current, @Nullable String next) {
		this.current = current;
		this.next = next;
		this.currentKey = new SigningKey(current);
		this.nextKey = (next != null) ? new SigningKey(next) : null;
	}

	/**
	 * Create a pair of keys. They are used exactly as they are given, with the
	 * {@code sig_} prefix and without trimming.
	 * @param current the current key
	 * @param next the next key, or {@code null} if it is not known: deliveries are then
	 * refused from a rotation on
	 * @return the keys
	 * @throws IllegalArgumentException if a key is blank
	 */
	public static SigningKeys of(String current, @Nullable String next) {
		requireText(current, "current");
		if (next != null) {
			requireText(next, "next");
		}
		return new SigningKeys(current, next);
	}

	/**
	 * Return the key that QStash signs with.
	 * @return the current key
	 */
	public String current() {
		return this.current;
	}

	/**
	 * Return the key that QStash signs with after the next rotation.
	 * @return the next key, or {@code null} if it is not known
	 */
	public @Nullable String next() {
		return this.next;
	}

	/**
	 * Return these keys: they are the keys of every region.
	 * @param region any region
	 * @return this
	 */
	@Override
	public SigningKeys forRegion(@Nullable String region) {
		return this;
	}

	SigningKey currentKey() {
		return this.currentKey;
	}

	@Nullable SigningKey nextKey() {
		return this.nextKey;
	}

	@Override
	public boolean equals(@Nullable Object other) {
		return other instanceof SigningKeys that && this.current.equals(that.current)
				&& Objects.equals(this.next, that.next);
	}

	@Override
	public int hashCode() {
		return Objects.hash(this.current, this.next);
	}

	@Override
	public String toString() {
		return (this.next != null) ? "SigningKeys[current, next]" : "SigningKeys[current]";
	}

	private static void requireText(String key, String name) {
		if (key.isBlank()) {
			throw new IllegalArgumentException("'" + name + "' signing key must not be blank");
		}
	}

}
