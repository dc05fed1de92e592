package io.github.qstash.publish;

import java.time.Duration;
import java.util.Objects;
import java.util.stream.Stream;

import io.github.qstash.message.FlowControl;
import io.github.qstash.message.InvalidMessageException;
import io.github.qstash.message.QStashMessage;
import org.jspecify.annotations.Nullable;

/**
 * Flow control, which takes several attributes.
 */
final class FlowControlOption implements MessageOption {

	private final Attribute<String> key;

	private final @Nullable Attribute<Integer> parallelism;

	private final @Nullable Attribute<Integer> rate;

	private final @Nullable Attribute<Duration> period;

	FlowControlOption(Attribute<String> key, @Nullable Attribute<Integer> parallelism,
			@Nullable Attribute<Integer> rate, @Nullable Attribute<Duration> period) {
		this.key = key;
		this.parallelism = parallelism;
		this.rate = rate;
		this.period = period;
	}

	boolean isConstant() {
		return Stream.of(this.key, this.parallelism, this.rate, this.period)
			.filter(Objects::nonNull)
			.allMatch(Attribute::isConstant);
	}

	@Override
	public void apply(QStashMessage.Builder message, Evaluation evaluation) {
		String name = this.key.value(evaluation);
		if (name != null) {
			message.flowControl(limits(name, value(this.parallelism, evaluation), value(this.rate, evaluation),
					value(this.period, evaluation)));
		}
	}

	private static FlowControl limits(String key, @Nullable Integer parallelism, @Nullable Integer rate,
			@Nullable Duration period) {
		if (rate == null) {
			if (parallelism == null) {
				throw new InvalidMessageException("flowControlKey", "must not be set without a limit");
			}
			return FlowControl.ofParallelism(key, parallelism);
		}
		FlowControl limits = (period != null) ? FlowControl.ofRate(key, rate, period) : FlowControl.ofRate(key, rate);
		return (parallelism != null) ? limits.andParallelism(parallelism) : limits;
	}

	private static <T> @Nullable T value(@Nullable Attribute<T> attribute, Evaluation evaluation) {
		return (attribute != null) ? attribute.value(evaluation) : null;
	}

}
