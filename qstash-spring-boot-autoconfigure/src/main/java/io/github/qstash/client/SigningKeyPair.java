package io.github.qstash.client;

/**
 * The keys that deliveries are signed with. Both are secrets.
 *
 * @param current the key that QStash signs with
 * @param next the key that QStash signs with after the next rotation
 * @since 1.0.0
 */
public record SigningKeyPair(String current, String next) {

	/**
	 * Return a text that does not show the keys.
	 */
	@Override
	public String toString() {
		return "SigningKeyPair[current, next]";
	}

}
