package io.github.qstash.receive;

/**
 * The kinds of receivers that keep the contract, and where they listen.
 */
enum ReceiverKind {

	/** {@link QStashController}. */
	REACTIVE("/reactive"),

	/** {@link BlockingQStashController}. */
	BLOCKING("/blocking"),

	/** {@link io.github.qstash.annotation.QStashListener} with reactive methods. */
	LISTENER("/qstash/reactive"),

	/** {@link io.github.qstash.annotation.QStashListener} with plain methods. */
	PLAIN_LISTENER("/qstash/plain");

	private final String prefix;

	ReceiverKind(String prefix) {
		this.prefix = prefix;
	}

	/**
	 * Return the name of the bean that is proxied.
	 */
	String proxied() {
		return switch (this) {
			case REACTIVE -> "reactiveProxied";
			case BLOCKING -> "blockingProxied";
			case LISTENER, PLAIN_LISTENER -> "listenersProxied";
		};
	}

	String prefix() {
		return this.prefix;
	}

}
