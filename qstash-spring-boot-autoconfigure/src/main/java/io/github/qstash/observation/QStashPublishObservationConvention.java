package io.github.qstash.observation;

import java.util.List;

import io.github.qstash.observation.QStashObservation.HighCardinality;
import io.github.qstash.observation.QStashObservation.LowCardinality;
import io.micrometer.common.KeyValues;
import io.micrometer.observation.GlobalObservationConvention;
import io.micrometer.observation.Observation;
import org.jspecify.annotations.Nullable;

/**
 * Name and keys of {@link QStashObservation#PUBLISH}.
 *
 * @since 1.0.0
 */
public class QStashPublishObservationConvention
		implements GlobalObservationConvention<QStashPublishObservationContext> {

	@Override
	public boolean supportsContext(Observation.Context context) {
		return context instanceof QStashPublishObservationContext;
	}

	@Override
	public String getName() {
		return QStashObservation.PUBLISH.observationName();
	}

	@Override
	public String getContextualName(QStashPublishObservationContext context) {
		ObservedMessage message = context.getMessage();
		String name = message.destinationName();
		return "none".equals(name) ? message.operation() : message.operation() + " " + name;
	}

	@Override
	public KeyValues getLowCardinalityKeyValues(QStashPublishObservationContext context) {
		ObservedMessage message = context.getMessage();
		return KeyValues.of(LowCardinality.SYSTEM.withValue("qstash"),
				LowCardinality.OPERATION.withValue(message.operation()),
				LowCardinality.DESTINATION_KIND.withValue(message.destinationKind()),
				LowCardinality.DESTINATION_NAME.withValue(message.destinationName()),
				LowCardinality.OUTCOME.withValue(context.outcome(answer(context))));
	}

	@Override
	public KeyValues getHighCardinalityKeyValues(QStashPublishObservationContext context) {
		ObservedMessage message = context.getMessage();
		List<String> messageIds = context.getMessageIds();
		KeyValues values = KeyValues.of(HighCardinality.DESTINATION.withValue(message.destination()));
		if (messageIds != null) {
			values = values.and(HighCardinality.MESSAGE_ID.withValue(String.join(",", messageIds)));
		}
		if (message.deduplicationId() != null) {
			values = values.and(HighCardinality.DEDUPLICATION_ID.withValue(message.deduplicationId()));
		}
		return values;
	}

	private static @Nullable String answer(QStashPublishObservationContext context) {
		if (context.getMessageIds() == null) {
			return null;
		}
		return context.isDeduplicated() ? "deduplicated" : "accepted";
	}

}
