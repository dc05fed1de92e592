package io.github.qstash.receive;

import java.time.Duration;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

import io.github.qstash.message.QStashPublicUrl;
import io.github.qstash.signature.QStashSignatureVerifier;
import io.micrometer.observation.ObservationRegistry;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import tools.jackson.databind.JavaType;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.type.TypeFactory;

import org.springframework.util.Assert;
import org.springframework.util.unit.DataSize;

/**
 * Takes deliveries in: verifies the signature, reads the body within its limits, verifies
 * the body, decodes the payload, calls the handler and answers QStash. In this order: no
 * body is read for a forger, and nothing looks into one before it is known to be genuine.
 *
 * @since 1.0.0
 */
public final class QStashReceiver {

	private static final Log logger = LogFactory.getLog(QStashReceiver.class);

	private final JsonMapper jsonMapper;

	private final ContentEncoding contentEncoding;

	private final PayloadConverter payloadConverter;

	private final DeliveryGate gate;

	private final DeliveryAnswers answers;

	private final FailedDeliveries failures;

	private final ReceiveObservations observations;

	private final BlockingCalls blockingCalls;

	private final IdempotencySettings idempotency;

	private final Supplier<QStashDeliveryStore> deliveryStore;

	private QStashReceiver(Builder builder) {
		int maxBodySize = (int) Math.min(builder.maxBodySize.toBytes(), Integer.MAX_VALUE);
		this.jsonMapper = builder.jsonMapper;
		this.contentEncoding = new ContentEncoding(maxBodySize);
		this.payloadConverter = builder.payloadConverter;
		this.answers = new DeliveryAnswers(builder.jsonMapper);
		this.gate = new DeliveryGate(builder.verifier, builder.publicUrl, builder.urlCheck, maxBodySize,
				builder.bodyTimeout, this.answers);
		this.failures = new FailedDeliveries(builder.exceptionHandlers);
		this.observations = new ReceiveObservations(builder.observationRegistry);
		this.blockingCalls = new BlockingCalls(builder.blockingScheduler);
		this.idempotency = builder.idempotency;
		this.deliveryStore = builder.deliveryStore;
		if (builder.urlCheck == UrlCheck.OFF) {
			logger.warn("The URL that QStash signed is not checked: a genuine delivery can be replayed to every "
					+ "other endpoint with the same signing keys");
		}
	}

	/**
	 * Build a receiver.
	 * @param verifier decides whether a delivery is genuine
	 * @return a builder
	 */
	public static Builder builder(QStashSignatureVerifier verifier) {
		return new Builder(verifier);
	}

	<T> DeliveryEndpoint<T> endpoint(String name, Function<TypeFactory, JavaType> payloadType,
			DeliveryHandler<T> handler, UnaryOperator<IdempotencySettings> idempotency) {
		PayloadDecoder<T> decoder = PayloadDecoder.of(payloadType.apply(this.jsonMapper.getTypeFactory()),
				this.jsonMapper, this.contentEncoding, this.payloadConverter);
		return new DeliveryEndpoint<>(name, this.observations, this.gate, decoder,
				once(answering(handler), idempotency.apply(this.idempotency)), this.answers, this.failures);
	}

	// a value that cannot be the answer is a failure before the delivery counts as
	// handled
	private <T> DeliveryHandler<T> answering(DeliveryHandler<T> handler) {
		return (delivery) -> UserCode.<Object>signal(() -> handler.handle(delivery))
			.flatMap((value) -> UserCode.signal(() -> Mono.just(this.answers.handled(value))));
	}

	private <T> DeliveryHandler<T> once(DeliveryHandler<T> handler, IdempotencySettings settings) {
		if (!settings.enabled()) {
			return handler;
		}
		return new DeliveryOnce(this.deliveryStore.get(), settings).before(handler);
	}

	BlockingCalls blockingCalls() {
		return this.blockingCalls;
	}

	/**
	 * Builds a {@link QStashReceiver}.
	 */
	public static final class Builder {

		private final QStashSignatureVerifier verifier;

		private JsonMapper jsonMapper = JsonMapper.shared();

		private QStashPublicUrl publicUrl = () -> null;

		private UrlCheck urlCheck = UrlCheck.AUTO;

		private DataSize maxBodySize = DataSize.ofMegabytes(1);

		private Duration bodyTimeout = Duration.ofSeconds(10);

		private PayloadConverter payloadConverter = PayloadConverter.NONE;

		private List<QStashDeliveryExceptionHandler> exceptionHandlers = List.of();

		private ObservationRegistry observationRegistry = ObservationRegistry.NOOP;

		private Scheduler blockingScheduler = BlockingCalls.THREADS;

		private IdempotencySettings idempotency = IdempotencySettings.defaults();

		private Supplier<QStashDeliveryStore> deliveryStore = () -> {
			throw new IllegalStateException("A message can be handled once only with a 'deliveryStore'");
		};

		private Builder(QStashSignatureVerifier verifier) {
			this.verifier = verifier;
		}

		/**
		 * Set what reads payloads and writes the values of handlers.
		 * @param jsonMapper the mapper, by default one without settings
		 * @return this builder
		 */
		public Builder jsonMapper(JsonMapper jsonMapper) {
			this.jsonMapper = jsonMapper;
			return this;
		}

		/**
		 * Set what reads payloads whose content type is not JSON.
		 * @param payloadConverter the converter, by default none: everything is taken for
		 * JSON
		 * @return this builder
		 */
		public Builder payloadConverter(PayloadConverter payloadConverter) {
			this.payloadConverter = payloadConverter;
			return this;
		}

		/**
		 * Set where QStash reaches this application. It is asked for each delivery.
		 * @param publicUrl the public URL, by default not known
		 * @return this builder
		 */
		public Builder publicUrl(QStashPublicUrl publicUrl) {
			this.publicUrl = publicUrl;
			return this;
		}

		/**
		 * Set how the URL that QStash signed is checked.
		 * @param urlCheck the check, by default {@link UrlCheck#AUTO}
		 * @return this builder
		 */
		public Builder urlCheck(UrlCheck urlCheck) {
			this.urlCheck = urlCheck;
			return this;
		}

		/**
		 * Set how large the body of a delivery may be.
		 * @param maxBodySize the size, by default one megabyte
		 * @return this builder
		 */
		public Builder maxBodySize(DataSize maxBodySize) {
			Assert.isTrue(maxBodySize.toBytes() > 0, "'maxBodySize' must be positive");
			this.maxBodySize = maxBodySize;
			return this;
		}

		/**
		 * Set how long the body of a delivery may take to arrive.
		 * @param bodyTimeout the time from the end of the headers to the end of the body,
		 * by default ten seconds
		 * @return this builder
		 */
		public Builder bodyTimeout(Duration bodyTimeout) {
			Assert.isTrue(!bodyTimeout.isNegative() && !bodyTimeout.isZero(), "'bodyTimeout' must be positive");
			this.bodyTimeout = bodyTimeout;
			return this;
		}

		/**
		 * Set what decides about failed deliveries before the type of the exception does.
		 * @param exceptionHandlers asked in this order, by default none
		 * @return this builder
		 */
		public Builder exceptionHandlers(List<QStashDeliveryExceptionHandler> exceptionHandlers) {
			this.exceptionHandlers = List.copyOf(exceptionHandlers);
			return this;
		}

		/**
		 * Set who observes deliveries.
		 * @param observationRegistry the registry, by default none
		 * @return this builder
		 * @see io.github.qstash.observation.QStashObservation#RECEIVE
		 */
		public Builder observationRegistry(ObservationRegistry observationRegistry) {
			this.observationRegistry = observationRegistry;
			return this;
		}

		/**
		 * Set where handlers run that block.
		 * @param blockingScheduler the scheduler, by default one with a virtual thread
		 * for each delivery on Java 21 and later, else a bounded pool
		 * @return this builder
		 * @see BlockingQStashController
		 */
		public Builder blockingScheduler(Scheduler blockingScheduler) {
			this.blockingScheduler = blockingScheduler;
			return this;
		}

		/**
		 * Set whether a message is handled once although it may be delivered more often,
		 * unless a controller decides for itself.
		 * @param idempotency the settings, by default not enabled
		 * @return this builder
		 * @see AbstractQStashController#idempotency(IdempotencySettings)
		 */
		public Builder idempotency(IdempotencySettings idempotency) {
			this.idempotency = idempotency;
			return this;
		}

		/**
		 * Set what remembers deliveries.
		 * @param deliveryStore asked for as soon as messages are to be handled once
		 * @return this builder
		 */
		public Builder deliveryStore(Supplier<QStashDeliveryStore> deliveryStore) {
			this.deliveryStore = deliveryStore;
			return this;
		}

		/**
		 * Build the receiver.
		 * @return the receiver
		 */
		public QStashReceiver build() {
			return new QStashReceiver(this);
		}

	}

}
