package io.github.qstash.observation;

import io.github.qstash.observation.QStashObservation.LowCardinality;
import io.micrometer.common.KeyValues;
import io.micrometer.observation.GlobalObservationConvention;
import io.micrometer.observation.Observation;

/**
 * Name and keys of {@link QStashObservation#REQUEST}.
 *
 * @since 1.0.0
 */
public class QStashRequestObservationConvention
		implements GlobalObservationConvention<QStashRequestObservationContext> {

	@Override
	public boolean supportsContext(Observation.Context context) {
		return context instanceof QStashRequestObservationContext;
	}

	@Override
	public String getName() {
		return QStashObservation.REQUEST.observationName();
	}

	@Override
	public String getContextualName(QStashRequestObservationContext context) {
		return "request " + context.getOperation();
	}

	@Override
	public KeyValues getLowCardinalityKeyValues(QStashRequestObservationContext context) {
		Integer status = context.getStatus();
		return KeyValues.of(LowCardinality.SYSTEM.withValue("qstash"),
				LowCardinality.OPERATION.withValue(context.getOperation()),
				LowCardinality.STATUS.withValue((status != null) ? status.toString() : "none"));
	}

}
