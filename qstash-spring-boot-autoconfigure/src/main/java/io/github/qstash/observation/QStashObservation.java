package io.github.qstash.observation;

import java.util.List;

import io.micrometer.common.docs.KeyName;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationConvention;
import io.micrometer.observation.docs.ObservationDocumentation;

/**
 * What is observed, and every key that metrics and traces get. An observation lasts from
 * the subscription to the answer.
 * <p>
 * To change name or keys, extend the convention and define it as a bean.
 *
 * @since 1.0.0
 */
public enum QStashObservation implements ObservationDocumentation {

	/**
	 * One message brought to QStash, directly or through a queue, with all attempts that
	 * it took.
	 */
	PUBLISH("qstash.publish", QStashPublishObservationConvention.class,
			List.of(LowCardinality.SYSTEM, LowCardinality.OPERATION, LowCardinality.DESTINATION_KIND,
					LowCardinality.DESTINATION_NAME, LowCardinality.OUTCOME),
			List.of(HighCardinality.DESTINATION, HighCardinality.MESSAGE_ID, HighCardinality.DEDUPLICATION_ID)),

	/**
	 * Several messages brought to QStash with one call, with all attempts that it took. A
	 * stream of messages is cut into several of them.
	 */
	BATCH("qstash.batch", QStashBatchObservationConvention.class,
			List.of(LowCardinality.SYSTEM, LowCardinality.OPERATION, LowCardinality.OUTCOME),
			List.of(HighCardinality.MESSAGE_COUNT, HighCardinality.REJECTED_COUNT)),

	/**
	 * One HTTP exchange with QStash. A call that is made again has several.
	 */
	REQUEST("qstash.request", QStashRequestObservationConvention.class,
			List.of(LowCardinality.SYSTEM, LowCardinality.OPERATION, LowCardinality.STATUS), List.of()),

	/**
	 * One delivery, from its arrival to the answer. It continues the trace of the publish
	 * if nothing else has done so. A delivery that is not let in is counted as
	 * {@link Event#REJECTED}, too.
	 */
	RECEIVE("qstash.receive", QStashReceiveObservationConvention.class, List.of(LowCardinality.SYSTEM,
			LowCardinality.OPERATION, LowCardinality.RECEIVER, LowCardinality.OUTCOME, LowCardinality.REJECTION),
			List.of(HighCardinality.MESSAGE_ID));

	private final String observationName;

	private final Class<? extends ObservationConvention<? extends Observation.Context>> convention;

	private final List<LowCardinality> lowCardinality;

	private final List<HighCardinality> highCardinality;

	QStashObservation(String observationName,
			Class<? extends ObservationConvention<? extends Observation.Context>> convention,
			List<LowCardinality> lowCardinality, List<HighCardinality> highCardinality) {
		this.observationName = observationName;
		this.convention = convention;
		this.lowCardinality = lowCardinality;
		this.highCardinality = highCardinality;
	}

	String observationName() {
		return this.observationName;
	}

	@Override
	public Class<? extends ObservationConvention<? extends Observation.Context>> getDefaultConvention() {
		return this.convention;
	}

	@Override
	public KeyName[] getLowCardinalityKeyNames() {
		return this.lowCardinality.toArray(KeyName[]::new);
	}

	@Override
	public KeyName[] getHighCardinalityKeyNames() {
		return this.highCardinality.toArray(KeyName[]::new);
	}

	@Override
	public Observation.Event[] getEvents() {
		return (this == RECEIVE) ? Event.values() : new Observation.Event[0];
	}

	/**
	 * What happens during an observation. Metrics count it.
	 */
	public enum Event implements Observation.Event {

		/**
		 * A delivery is not let in. The counter {@code qstash.receive.rejected} has the
		 * reason as {@link LowCardinality#REJECTION}.
		 */
		REJECTED("rejected");

		private final String eventName;

		Event(String eventName) {
			this.eventName = eventName;
		}

		@Override
		public String getName() {
			return this.eventName;
		}

	}

	/**
	 * Keys with few values, for metrics and traces.
	 */
	public enum LowCardinality implements KeyName {

		/** Always {@code qstash}. */
		SYSTEM("messaging.system"),

		/**
		 * What was asked for: {@code publish}, {@code enqueue}, {@code batch} or
		 * {@code receive}.
		 */
		OPERATION("messaging.operation.name"),

		/** Kind of the destination: {@code url}, {@code url-group} or {@code api}. */
		DESTINATION_KIND("qstash.destination.kind"),

		/**
		 * Name of the queue, else of the URL group or the API. It is {@code none} for a
		 * URL, which may be another one for every message.
		 */
		DESTINATION_NAME("messaging.destination.name"),

		/**
		 * How it ended: {@code accepted}, {@code deduplicated} (a publish, nothing new
		 * was created), {@code rejected} or {@code partial} (a batch, all or some of its
		 * messages were refused), {@code failed} or {@code cancelled}; {@code none} as
		 * long as it has not ended. A delivery is {@code handled}, {@code rejected},
		 * {@code failed} (QStash tries again), {@code retry-later} (it is told when),
		 * {@code failed-for-good} or {@code cancelled}.
		 */
		OUTCOME("qstash.outcome"),

		/** Name of the controller or the method that handles a delivery. */
		RECEIVER("qstash.receiver"),

		/**
		 * Why a delivery is not let in: a
		 * <a href="https://upstash.com/docs/qstash/features/security">check of the
		 * signature</a> that failed, such as {@code missing}, {@code signature},
		 * {@code expired}, {@code subject} or {@code body}; {@code body-size},
		 * {@code body-timeout} or {@code body-unreadable}; {@code none} if it is.
		 */
		REJECTION("qstash.rejection"),

		/** Status of the answer, {@code none} if there was no answer. */
		STATUS("http.response.status_code");

		private final String key;

		LowCardinality(String key) {
			this.key = key;
		}

		@Override
		public String asString() {
			return this.key;
		}

	}

	/**
	 * Keys with any number of values, for traces only.
	 */
	public enum HighCardinality implements KeyName {

		/** The destination, a URL without its query. */
		DESTINATION("qstash.destination"),

		/** Message id of the receipt, or several with commas for a URL group. */
		MESSAGE_ID("messaging.message.id"),

		/** Deduplication id that was sent, also if it was generated. */
		DEDUPLICATION_ID("qstash.deduplication_id"),

		/** Number of messages in the batch. */
		MESSAGE_COUNT("messaging.batch.message_count"),

		/** Number of messages in the batch that were refused. */
		REJECTED_COUNT("qstash.batch.rejected_count");

		private final String key;

		HighCardinality(String key) {
			this.key = key;
		}

		@Override
		public String asString() {
			return this.key;
		}

	}

}
