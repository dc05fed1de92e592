package io.github.qstash.devserver.engine;

import java.time.Instant;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

import org.jspecify.annotations.Nullable;

/**
 * Which messages are meant: those that have one of the values wanted of every field, and
 * to which it happened in time.
 *
 * @since 1.0.0
 * @see <a href="https://upstash.com/docs/qstash/howto/debug-logs">QStash: logs</a>
 */
public final class MessageFilter {

	private static final MessageFilter ALL = builder().build();

	private final Map<MessageField, Set<String>> wanted;

	private final @Nullable Instant fromDate;

	private final @Nullable Instant toDate;

	private MessageFilter(Builder builder) {
		this.wanted = new EnumMap<>(MessageField.class);
		builder.wanted.forEach((field, values) -> this.wanted.put(field, Set.copyOf(values)));
		this.fromDate = builder.fromDate;
		this.toDate = builder.toDate;
	}

	/**
	 * Return the filter that lets every message pass.
	 * @return the filter
	 */
	public static MessageFilter all() {
		return ALL;
	}

	/**
	 * Return a builder of a filter that lets every message pass.
	 * @return the builder
	 */
	public static Builder builder() {
		return new Builder();
	}

	// Return the values of which a message must have one; none if any will do.
	Set<String> wanted(MessageField field) {
		return this.wanted.getOrDefault(field, Set.of());
	}

	boolean accepts(MessageView message, Instant at) {
		return (this.fromDate == null || !at.isBefore(this.fromDate))
				&& (this.toDate == null || !at.isAfter(this.toDate))
				&& this.wanted.entrySet()
					.stream()
					.allMatch((entry) -> entry.getKey().of(message).anyMatch(entry.getValue()::contains));
	}

	/**
	 * Builder of a {@link MessageFilter}.
	 */
	public static final class Builder {

		private final Map<MessageField, Set<String>> wanted = new EnumMap<>(MessageField.class);

		private @Nullable Instant fromDate;

		private @Nullable Instant toDate;

		private Builder() {
		}

		/**
		 * Only messages that have one of these values, or of those given before.
		 * @param field the field
		 * @param values its values; none if any will do
		 * @return this builder
		 */
		public Builder with(MessageField field, Collection<String> values) {
			if (!values.isEmpty()) {
				this.wanted.computeIfAbsent(field, (key) -> new HashSet<>()).addAll(values);
			}
			return this;
		}

		/**
		 * Only what happened from this instant on.
		 * @param fromDate the earliest instant
		 * @return this builder
		 */
		public Builder fromDate(@Nullable Instant fromDate) {
			this.fromDate = fromDate;
			return this;
		}

		/**
		 * Only what happened up to this instant.
		 * @param toDate the latest instant
		 * @return this builder
		 */
		public Builder toDate(@Nullable Instant toDate) {
			this.toDate = toDate;
			return this;
		}

		/**
		 * Build the filter.
		 * @return the filter
		 */
		public MessageFilter build() {
			return new MessageFilter(this);
		}

	}

}
