package io.github.qstash.devserver.engine;

import java.time.Instant;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

import org.jspecify.annotations.Nullable;

/**
 * Which log entries to list: one of the values of every filter that is set.
 *
 * @since 1.0.0
 * @see <a href="https://upstash.com/docs/qstash/howto/debug-logs">QStash: logs</a>
 */
public final class LogFilter {

	/** Entries of a page if no count is given. */
	public static final int DEFAULT_COUNT = 100;

	/** Most entries of a page. */
	public static final int MAX_COUNT = 1000;

	private final Set<String> messageIds;

	private final Set<LogState> states;

	private final Set<String> urls;

	private final Set<String> queueNames;

	private final Set<String> topicNames;

	private final Set<String> labels;

	private final @Nullable Instant fromDate;

	private final @Nullable Instant toDate;

	private final int count;

	private final @Nullable String cursor;

	private LogFilter(Builder builder) {
		this.messageIds = builder.messageIds;
		this.states = builder.states;
		this.urls = builder.urls;
		this.queueNames = builder.queueNames;
		this.topicNames = builder.topicNames;
		this.labels = builder.labels;
		this.fromDate = builder.fromDate;
		this.toDate = builder.toDate;
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
		return this.messageIds;
	}

	boolean accepts(Event event) {
		MessageView message = event.message();
		return this.states.contains(event.state()) && accepts(this.messageIds, message.messageId())
				&& accepts(this.urls, message.url()) && accepts(this.queueNames, message.spec().queue())
				&& accepts(this.topicNames, message.topicName()) && acceptsLabels(message.spec().labels())
				&& acceptsTime(event.at());
	}

	private static boolean accepts(Set<String> wanted, @Nullable String value) {
		return wanted.isEmpty() || (value != null && wanted.contains(value));
	}

	private boolean acceptsLabels(List<String> values) {
		return this.labels.isEmpty() || values.stream().anyMatch(this.labels::contains);
	}

	private boolean acceptsTime(Instant at) {
		return (this.fromDate == null || !at.isBefore(this.fromDate))
				&& (this.toDate == null || !at.isAfter(this.toDate));
	}

	int count() {
		return this.count;
	}

	@Nullable String cursor() {
		return this.cursor;
	}

	/**
	 * Builder of a {@link LogFilter}. An empty collection means no filter.
	 */
	public static final class Builder {

		private Set<String> messageIds = Set.of();

		private Set<LogState> states = EnumSet.allOf(LogState.class);

		private Set<String> urls = Set.of();

		private Set<String> queueNames = Set.of();

		private Set<String> topicNames = Set.of();

		private Set<String> labels = Set.of();

		private @Nullable Instant fromDate;

		private @Nullable Instant toDate;

		private int count = DEFAULT_COUNT;

		private @Nullable String cursor;

		private Builder() {
		}

		/**
		 * Only entries of these messages.
		 * @param messageIds ids of messages
		 * @return this builder
		 */
		public Builder messageIds(Collection<String> messageIds) {
			this.messageIds = Set.copyOf(messageIds);
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
		 * Only entries of messages to these URLs.
		 * @param urls destination URLs
		 * @return this builder
		 */
		public Builder urls(Collection<String> urls) {
			this.urls = Set.copyOf(urls);
			return this;
		}

		/**
		 * Only entries of messages in these queues.
		 * @param queueNames names of queues
		 * @return this builder
		 */
		public Builder queueNames(Collection<String> queueNames) {
			this.queueNames = Set.copyOf(queueNames);
			return this;
		}

		/**
		 * Only entries of messages to these URL groups.
		 * @param topicNames names of URL groups
		 * @return this builder
		 */
		public Builder topicNames(Collection<String> topicNames) {
			this.topicNames = Set.copyOf(topicNames);
			return this;
		}

		/**
		 * Only entries of messages with one of these labels.
		 * @param labels labels
		 * @return this builder
		 */
		public Builder labels(Collection<String> labels) {
			this.labels = Set.copyOf(labels);
			return this;
		}

		/**
		 * Only entries from this instant on.
		 * @param fromDate the earliest instant
		 * @return this builder
		 */
		public Builder fromDate(@Nullable Instant fromDate) {
			this.fromDate = fromDate;
			return this;
		}

		/**
		 * Only entries up to this instant.
		 * @param toDate the latest instant
		 * @return this builder
		 */
		public Builder toDate(@Nullable Instant toDate) {
			this.toDate = toDate;
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
		 * Go on where an earlier page ended.
		 * @param cursor {@linkplain LogPage#cursor() cursor} of that page
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
