package io.github.qstash.devserver.engine;

import java.util.Collection;
import java.util.Set;

import org.jspecify.annotations.Nullable;

/**
 * Which dead letters are meant, and in which order.
 *
 * @since 1.0.0
 * @see <a href="https://upstash.com/docs/qstash/features/dlq">QStash: dead letter
 * queue</a>
 */
public final class DeadLetterFilter {

	/** Most letters of a page, and as many as there are on one if no count is given. */
	public static final int MAX_COUNT = 100;

	private final Set<String> dlqIds;

	private final MessageFilter messages;

	private final Set<Integer> responseStatuses;

	private final Order order;

	private final int count;

	private final @Nullable String cursor;

	private DeadLetterFilter(Builder builder) {
		this.dlqIds = builder.dlqIds;
		this.messages = builder.messages;
		this.responseStatuses = builder.responseStatuses;
		this.order = builder.order;
		this.count = builder.count;
		this.cursor = builder.cursor;
	}

	/**
	 * Return a builder of a filter that lets every letter pass.
	 * @return the builder
	 */
	public static Builder builder() {
		return new Builder();
	}

	Set<String> dlqIds() {
		return this.dlqIds;
	}

	boolean accepts(DeadLetter letter) {
		return (this.responseStatuses.isEmpty() || this.responseStatuses.contains(letter.responseStatus()))
				&& this.messages.accepts(letter.message(), letter.failedAt());
	}

	Order order() {
		return this.order;
	}

	int count() {
		return this.count;
	}

	@Nullable String cursor() {
		return this.cursor;
	}

	/**
	 * Builder of a {@link DeadLetterFilter}.
	 */
	public static final class Builder {

		private Set<String> dlqIds = Set.of();

		private MessageFilter messages = MessageFilter.all();

		private Set<Integer> responseStatuses = Set.of();

		private Order order = Order.EARLIEST_FIRST;

		private int count = MAX_COUNT;

		private @Nullable String cursor;

		private Builder() {
		}

		/**
		 * Only these letters, whatever else the filter says.
		 * @param dlqIds ids of letters; none if any will do
		 * @return this builder
		 */
		public Builder dlqIds(Collection<String> dlqIds) {
			this.dlqIds = Set.copyOf(dlqIds);
			return this;
		}

		/**
		 * Only letters with these messages, as far as they failed in the time that the
		 * filter names.
		 * @param messages which messages
		 * @return this builder
		 */
		public Builder messages(MessageFilter messages) {
			this.messages = messages;
			return this;
		}

		/**
		 * Only letters whose last attempt was answered with one of these.
		 * @param responseStatuses statuses of HTTP, 0 for no answer; none if any will do
		 * @return this builder
		 */
		public Builder responseStatuses(Collection<Integer> responseStatuses) {
			this.responseStatuses = Set.copyOf(responseStatuses);
			return this;
		}

		/**
		 * Order of the letters, earliest first by default.
		 * @param order the order
		 * @return this builder
		 */
		public Builder order(Order order) {
			this.order = order;
			return this;
		}

		/**
		 * Letters of a page, {@value DeadLetterFilter#MAX_COUNT} by default.
		 * @param count from 1 to {@value DeadLetterFilter#MAX_COUNT}
		 * @return this builder
		 */
		public Builder count(int count) {
			this.count = count;
			return this;
		}

		/**
		 * Go on where an earlier page ended.
		 * @param cursor {@linkplain Page#cursor() cursor} of that page, the id of a
		 * letter that may be gone
		 * @return this builder
		 */
		public Builder cursor(@Nullable String cursor) {
			this.cursor = cursor;
			return this;
		}

		/**
		 * Build the filter.
		 * @return the filter
		 */
		public DeadLetterFilter build() {
			return new DeadLetterFilter(this);
		}

	}

}
