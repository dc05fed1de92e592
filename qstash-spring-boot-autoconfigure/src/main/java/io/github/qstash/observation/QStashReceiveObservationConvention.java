package io.github.qstash.observation;

import java.util.Objects;

import io.github.qstash.observation.QStashObservation.HighCardinality;
import io.github.qstash.observation.QStashObservation.LowCardinality;
import io.micrometer.common.KeyValues;
import io.micrometer.observation.GlobalObservationConvention;
import io.micrometer.observation.Observation;

/**
 * Name and keys of {@link QStashObservation#RECEIVE}.
 *
 * @since 1.0.0
 */
public class QStashReceiveObservationConvention
		implements GlobalObservationConvention<QStashReceiveObservationContext> {

	@Override
	public boolean supportsContext(Observation.Context context) {
		return context instanceof QStashReceiveObservationContext;
	}

	@Override
	public String getName() {
		return QStashObservation.RECEIVE.observationName();
	}

	@Override
	public String getContextualName(QStashReceiveObservationContext context) {
		return "receive " + context.getReceiver();
	}

	@Override
	public KeyValues getLowCardinalityKeyValues(QStashReceiveObservationContext context) {
		return KeyValues.of(LowCardinality.SYSTEM.withValue("qstash"), LowCardinality.OPERATION.withValue("receive"),
				LowCardinality.RECEIVER.withValue(context.getReceiver()),
				LowCardinality.OUTCOME.withValue(context.outcome()),
				LowCardinality.REJECTION.withValue(Objects.requireNonNullElse(context.getRejection(), "none")));
	}

	@Override
	public KeyValues getHighCardinalityKeyValues(QStashReceiveObservationContext context) {
		String messageId = context.getMessageId();
		return (messageId != null) ? KeyValues.of(HighCardinality.MESSAGE_ID.withValue(messageId)) : KeyValues.empty();
	}

}
