package io.github.qstash.devserver.engine;

import java.util.EnumSet;
import java.util.Set;

import org.jspecify.annotations.Nullable;

/**
 * Which log entries to list, and in which order.
 *
 * @since 1.0.0
 * @see <a href="https://upstash.com/docs/qstash/howto/debug-logs">QStash: logs</a>
 */
public final class LogFilter {

	/** Entries of a page if no count is given. */
	public static final int DEFAULT_COUNT = 100;

	/** Most entries of a page. */
	public static final int MAX_COUNT = 1000;

	private final MessageFilter messages;

	private final Set<LogState> states;

	private final Order order;

	private final int count;

	private final @Nullable String cursor;

	private LogFilter(Builder builder) {
		this.messages = builder.messages;
		this.states = builder.states;
		this.order = builder.order;
		this.count = builder.count;
		this.cursor = builder.cursor;
	}

	/**
	 * Return a builder of a filter that lets every entry pass.
	 * @return the builder
	 */
	public static Builder builder() {
		return new Builder();
	}

	Set<String> messageIds() {
		return this.messages.wanted(MessageField.MESSAGE_ID);
	}

	boolean accepts(Event event) {
		return this.states.contains(event.state()) && this.messages.accepts(event.message(), event.at());
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
	 * Builder of a {@link LogFilter}.
	 */
	public static final class Builder {

		private MessageFilter messages = MessageFilter.all();

		private Set<LogState> states = EnumSet.allOf(LogState.class);

		private Order order = Order.LATEST_FIRST;

		private int count = DEFAULT_COUNT;

		private @Nullable String cursor;

		private Builder() {
		}

		/**
		 * Only entries of these messages, as far as they happened in the time that the
		 * filter names.
		 * @param messages which messages
		 * @return this builder
		 */
		public Builder messages(MessageFilter messages) {
			this.messages = messages;
			return this;
		}

		/**
		 * Only entries of this state.
		 * @param state the state
		 * @return this builder
		 */
		public Builder state(LogState state) {
			this.states = EnumSet.of(state);
			return this;
		}

		/**
		 * Only entries of messages on their way: {@link LogState#ACTIVE},
		 * {@link LogState#RETRY} or {@link LogState#ERROR}, which the wire calls
		 * {@code IN_PROGRESS}.
		 * @return this builder
		 */
		public Builder inProgress() {
			this.states = EnumSet.of(LogState.ACTIVE, LogState.RETRY, LogState.ERROR);
			return this;
		}

		/**
		 * Order of the entries, latest first by default.
		 * @param order the order
		 * @return this builder
		 */
		public Builder order(Order order) {
			this.order = order;
			return this;
		}

		/**
		 * Entries of a page, {@value LogFilter#DEFAULT_COUNT} by default.
		 * @param count from 1 to {@value LogFilter#MAX_COUNT}
		 * @return this builder
		 */
		public Builder count(int count) {
			this.count = count;
			return this;
		}

		/**
		 * Go on where an earlier page ended, or start at an instant.
		 * @param cursor {@linkplain Page#cursor() cursor} of that page, or unix
		 * milliseconds
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
		public LogFilter build() {
			return new LogFilter(this);
		}

	}

}
