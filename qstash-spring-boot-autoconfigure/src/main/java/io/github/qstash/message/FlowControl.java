package io.github.qstash.message;

import java.time.Duration;
import java.util.StringJoiner;

import org.jspecify.annotations.Nullable;

/**
 * Limits that all messages with the same key share, whatever their destination. What is
 * over the limit waits; nothing is refused.
 *
 * @since 1.0.0
 * @see <a href="https://upstash.com/docs/qstash/features/flowcontrol">QStash: flow
 * control</a>
 */
public final class FlowControl {

	private static final Duration MAX_PERIOD = Duration.ofDays(7);

	private final String key;

	private final @Nullable Integer parallelism;

	private final @Nullable Integer rate;

	private final @Nullable Duration period;

	private FlowControl(String key, @Nullable Integer parallelism, @Nullable Integer rate, @Nullable Duration period) {
		this.key = MessageOptions.headerText("flowControl.key", key);
		this.parallelism = parallelism;
		this.rate = rate;
		this.period = period;
	}

	/**
	 * Limit how many deliveries run at once.
	 * @param key the key
	 * @param parallelism deliveries without an answer yet, greater than 0
	 * @return the flow control
	 */
	public static FlowControl ofParallelism(String key, int parallelism) {
		return new FlowControl(key, MessageOptions.positive("flowControl.parallelism", parallelism), null, null);
	}

	/**
	 * Limit how many deliveries start in a second.
	 * @param key the key
	 * @param rate deliveries that start in one second, greater than 0
	 * @return the flow control
	 */
	public static FlowControl ofRate(String key, int rate) {
		return new FlowControl(key, null, MessageOptions.positive("flowControl.rate", rate), null);
	}

	/**
	 * Limit how many deliveries start in a period.
	 * @param key the key
	 * @param rate deliveries that start in one period, greater than 0
	 * @param period length of the period, one second to seven days
	 * @return the flow control
	 */
	public static FlowControl ofRate(String key, int rate, Duration period) {
		if (period.compareTo(Duration.ofSeconds(1)) < 0 || period.compareTo(MAX_PERIOD) > 0) {
			throw new InvalidMessageException("flowControl.period",
					"must be between 1 second and 7 days but was " + period);
		}
		return new FlowControl(key, null, MessageOptions.positive("flowControl.rate", rate), period);
	}

	/**
	 * Add a limit of how many deliveries run at once.
	 * @param parallelism deliveries without an answer yet, greater than 0
	 * @return a flow control with both limits
	 */
	public FlowControl andParallelism(int parallelism) {
		return new FlowControl(this.key, MessageOptions.positive("flowControl.parallelism", parallelism), this.rate,
				this.period);
	}

	/**
	 * Return the key.
	 * @return the key
	 */
	public String key() {
		return this.key;
	}

	/**
	 * Return the limits in the format of {@link QStashHeaders#FLOW_CONTROL_VALUE}.
	 * @return for example {@code parallelism=5, rate=10, period=60s}
	 */
	public String value() {
		StringJoiner value = new StringJoiner(", ");
		if (this.parallelism != null) {
			value.add("parallelism=" + this.parallelism);
		}
		if (this.rate != null) {
			value.add("rate=" + this.rate);
		}
		if (this.period != null) {
			value.add("period=" + QStashDurations.format(this.period));
		}
		return value.toString();
	}

	@Override
	public String toString() {
		return this.key + "[" + value() + "]";
	}

}
