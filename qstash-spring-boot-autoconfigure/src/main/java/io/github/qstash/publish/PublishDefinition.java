package io.github.qstash.publish;

import java.time.Duration;
import java.util.Objects;

import io.github.qstash.message.Destination;
import io.github.qstash.message.QStashMessage;
import org.jspecify.annotations.Nullable;

/**
 * The attributes of one annotated method, resolved once.
 *
 * @param destination where values go, or {@code null} if the method returns messages that
 * have their own
 * @param queue name of the queue, or {@code null} for none
 * @param delay the delay, or {@code null} for none
 * @param retries the number of retries, or {@code null} to leave it to QStash
 */
record PublishDefinition(@Nullable Destination destination, @Nullable String queue, @Nullable Duration delay,
		@Nullable Integer retries) {

	/**
	 * Turn what the method returned into a message: a message stays what it is, and the
	 * attributes fill in what it does not say.
	 * @param returned the value or the message that the method returned
	 * @return the message to publish
	 */
	QStashMessage message(Object returned) {
		QStashMessage.Builder attributes = attributes();
		if (returned instanceof QStashMessage message) {
			return message.withDefaults(attributes);
		}
		return attributes.to(Objects.requireNonNull(this.destination)).body(returned).build();
	}

	private QStashMessage.Builder attributes() {
		QStashMessage.Builder attributes = QStashMessage.builder();
		if (this.queue != null) {
			attributes.queue(this.queue);
		}
		if (this.delay != null) {
			attributes.delay(this.delay);
		}
		if (this.retries != null) {
			attributes.retries(this.retries);
		}
		return attributes;
	}

}
