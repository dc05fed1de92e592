package io.github.qstash.client;

import io.github.qstash.message.QStashMessage;

/**
 * Sets defaults for the messages that an application sends. Beans of this type are asked
 * for every message, in their order and after {@code qstash.publish.*}; a later one wins
 * over an earlier one, and what the message says itself wins over all.
 * <p>
 * They may be asked twice for a message that is
 * {@linkplain QStashOperations#identified(QStashMessage) identified} before it is
 * published, as those of annotated methods are, and again whenever it is published again.
 * They must give the same defaults each time, and do nothing else.
 *
 * @since 1.0.0
 */
@FunctionalInterface
public interface QStashMessageCustomizer {

	/**
	 * Set defaults.
	 * @param message the message as it was given
	 * @param defaults takes the defaults; its destination and body are replaced by those
	 * of the message
	 */
	void customize(QStashMessage message, QStashMessage.Builder defaults);

}
