package io.github.qstash.client;

/**
 * What a call to QStash asked for.
 *
 * @since 1.0.0
 */
public enum RequestKind {

	/** A message published directly. */
	PUBLISH("publish"),

	/** A message published through a queue. */
	ENQUEUE("enqueue"),

	/** Several messages published with one call. */
	BATCH("batch"),

	/** The signing keys. */
	GET_SIGNING_KEYS("get-signing-keys");

	private final String text;

	RequestKind(String text) {
		this.text = text;
	}

	/**
	 * Return the lower-case name, as in messages.
	 */
	@Override
	public String toString() {
		return this.text;
	}

}
