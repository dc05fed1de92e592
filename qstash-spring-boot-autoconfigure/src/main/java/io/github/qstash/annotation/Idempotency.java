package io.github.qstash.annotation;

/**
 * Whether a message is handled once although it may be delivered more often.
 *
 * @since 1.0.0
 * @see QStashListener#idempotency()
 */
public enum Idempotency {

	/** As {@code qstash.receiver.idempotency.enabled} says. */
	CONFIGURED,

	/** It is handled once. */
	ENABLED,

	/** It is handled as often as it is delivered. */
	DISABLED

}
