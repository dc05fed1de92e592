package io.github.qstash.publish;

import java.lang.reflect.Method;
import java.util.List;

import io.github.qstash.message.QStashMessage;

/**
 * What a method returned that could not be published.
 *
 * @param method the annotated method
 * @param result what it returned; of a reactive type its value
 * @param messages the messages that were not accepted, or of which it is not known; empty
 * if none could be made, for example because an expression failed. They have the
 * deduplication ids under which they were sent, also generated ones: published again as
 * they are within ten minutes, they are not delivered twice, and the receipt says
 * {@code recovered} or {@code deduplicated} if QStash had them already
 * @param cause why
 * @since 1.0.0
 */
public record QStashPublishFailure(Method method, Object result, List<QStashMessage> messages, Throwable cause) {

	/**
	 * Return method, number of messages and cause, without payloads.
	 */
	@Override
	public String toString() {
		return "QStashPublishFailure[method=" + this.method + ", messages=" + this.messages + ", cause=" + this.cause
				+ "]";
	}

}
