package io.github.qstash.publish;

import java.util.function.BiConsumer;

import io.github.qstash.message.QStashMessage;

/**
 * Sets one option of a message.
 */
@FunctionalInterface
interface MessageOption {

	/**
	 * Set the option.
	 * @param message the message
	 * @param evaluation what expressions refer to
	 */
	void apply(QStashMessage.Builder message, Evaluation evaluation);

	/**
	 * Return the option that an attribute is for.
	 * @param <T> type of the attribute
	 * @param attribute the attribute
	 * @param setter sets the option
	 * @return the option, which is left alone if the attribute has no value
	 */
	static <T> MessageOption of(Attribute<T> attribute, BiConsumer<QStashMessage.Builder, T> setter) {
		return (message, evaluation) -> {
			T value = attribute.value(evaluation);
			if (value != null) {
				setter.accept(message, value);
			}
		};
	}

}
