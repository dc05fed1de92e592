package io.github.qstash.receive;

/**
 * The kinds of receivers that keep the contract, and where they listen.
 */
enum ReceiverKind {

	/** {@link QStashController}. */
	REACTIVE("/reactive"),

	/** {@link BlockingQStashController}. */
	BLOCKING("/blocking");

	private final String prefix;

	ReceiverKind(String prefix) {
		this.prefix = prefix;
	}

	String prefix() {
		return this.prefix;
	}

}
