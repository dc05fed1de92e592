package io.github.qstash.observation;

import io.github.qstash.observation.QStashObservation.HighCardinality;
import io.github.qstash.observation.QStashObservation.LowCardinality;
import io.micrometer.common.KeyValues;
import io.micrometer.observation.GlobalObservationConvention;
import io.micrometer.observation.Observation;
import org.jspecify.annotations.Nullable;

/**
 * Name and keys of {@link QStashObservation#BATCH}.
 *
 * @since 1.0.0
 */
public class QStashBatchObservationConvention implements GlobalObservationConvention<QStashBatchObservationContext> {

	@Override
	public boolean supportsContext(Observation.Context context) {
		return context instanceof QStashBatchObservationContext;
	}

	@Override
	public String getName() {
		return QStashObservation.BATCH.observationName();
	}

	@Override
	public String getContextualName(QStashBatchObservationContext context) {
		return "batch";
	}

	@Override
	public KeyValues getLowCardinalityKeyValues(QStashBatchObservationContext context) {
		return KeyValues.of(LowCardinality.SYSTEM.withValue("qstash"), LowCardinality.OPERATION.withValue("batch"),
				LowCardinality.OUTCOME.withValue(context.outcome(answer(context))));
	}

	@Override
	public KeyValues getHighCardinalityKeyValues(QStashBatchObservationContext context) {
		KeyValues values = KeyValues
			.of(HighCardinality.MESSAGE_COUNT.withValue(Integer.toString(context.getMessageCount())));
		Integer rejected = context.getRejectedCount();
		return (rejected != null) ? values.and(HighCardinality.REJECTED_COUNT.withValue(rejected.toString())) : values;
	}

	private static @Nullable String answer(QStashBatchObservationContext context) {
		Integer rejected = context.getRejectedCount();
		if (rejected == null) {
			return null;
		}
		if (rejected == 0) {
			return "accepted";
		}
		return (rejected == context.getMessageCount()) ? "rejected" : "partial";
	}

}
