package io.github.qstash.client;

/**
 * What became of one message of a batch.
 *
 * @since 1.0.0
 */
public sealed interface BatchResult {

	/**
	 * Return whether QStash accepted the message.
	 * @return whether this is an {@link Accepted}
	 */
	default boolean accepted() {
		return this instanceof Accepted;
	}

	/**
	 * The message was accepted.
	 *
	 * @param response the receipts
	 */
	record Accepted(PublishResponse response) implements BatchResult {

	}

	/**
	 * The message was refused; others of the batch may have been accepted.
	 *
	 * @param error the reason: the server's text, or what was found before it was sent
	 */
	record Rejected(String error) implements BatchResult {

	}

	/**
	 * The call that carried the message failed. Unless the failure says otherwise, it is
	 * not known whether the message was accepted.
	 *
	 * @param failure why the call failed
	 */
	record Failed(QStashException failure) implements BatchResult {

	}

}
