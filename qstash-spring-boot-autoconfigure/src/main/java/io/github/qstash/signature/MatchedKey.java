package io.github.qstash.signature;

/**
 * Which of the {@link SigningKeys} a delivery was signed with.
 *
 * @since 1.0.0
 */
public enum MatchedKey {

	/** The current key. */
	CURRENT,

	/** The next key: the keys were rotated and this application was not told yet. */
	NEXT

}
