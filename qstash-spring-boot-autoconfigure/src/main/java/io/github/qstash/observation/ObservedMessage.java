package io.github.qstash.observation;

import org.jspecify.annotations.Nullable;

/**
 * What an observation says about a message. Body, headers and the query of a destination
 * are left out, since they may hold secrets.
 *
 * @param operation what is asked for, {@code publish} or {@code enqueue}
 * @param destinationKind {@code url}, {@code url-group} or {@code api}
 * @param destination the destination, a URL without its query
 * @param queue name of the queue, if the message goes through one
 * @param deduplicationId the deduplication id that is sent, if any
 * @since 1.0.0
 */
public record ObservedMessage(String operation, String destinationKind, String destination, @Nullable String queue,
		@Nullable String deduplicationId) {

	String destinationName() {
		if (this.queue != null) {
			return this.queue;
		}
		return "url".equals(this.destinationKind) ? "none" : this.destination;
	}

}
