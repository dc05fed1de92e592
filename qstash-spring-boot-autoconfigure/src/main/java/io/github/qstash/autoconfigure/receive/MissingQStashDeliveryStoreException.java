package io.github.qstash.autoconfigure.receive;

/**
 * Raised at startup when messages are to be handled once but nothing could remember them.
 */
class MissingQStashDeliveryStoreException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	MissingQStashDeliveryStoreException() {
		super("Messages are to be handled once, but there is no QStashDeliveryStore");
	}

}
