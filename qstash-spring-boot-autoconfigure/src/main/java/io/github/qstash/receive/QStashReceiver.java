package io.github.qstash.receive;

import java.time.Duration;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

import io.github.qstash.message.QStashPublicUrl;
import io.github.qstash.signature.QStashSignatureVerifier;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
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

	private final DeliveryGate gate;

	private final DeliveryAnswers answers;

	private final FailedDeliveries failures;

	private final Scheduler blockingScheduler;

	private final IdempotencySettings idempotency;

	private final Supplier<QStashDeliveryStore> deliveryStore;

	private QStashReceiver(Builder builder) {
		this.jsonMapper = builder.jsonMapper;
		this.answers = new DeliveryAnswers(builder.jsonMapper);
		this.gate = new DeliveryGate(builder.verifier, builder.publicUrl, builder.urlCheck,
				(int) Math.min(builder.maxBodySize.toBytes(), Integer.MAX_VALUE), builder.bodyTimeout, this.answers);
		this.failures = new FailedDeliveries(this.answers);
		this.blockingScheduler = builder.blockingScheduler;
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

	<T> DeliveryEndpoint<T> endpoint(Function<TypeFactory, JavaType> payloadType, DeliveryHandler<T> handler) {
		return endpoint(payloadType, handler, UnaryOperator.identity());
	}

	<T> DeliveryEndpoint<T> endpoint(Function<TypeFactory, JavaType> payloadType, DeliveryHandler<T> handler,
			UnaryOperator<IdempotencySettings> idempotency) {
		PayloadDecoder<T> decoder = PayloadDecoder.of(payloadType.apply(this.jsonMapper.getTypeFactory()),
				this.jsonMapper);
		return new DeliveryEndpoint<>(this.gate, decoder, once(handler, idempotency.apply(this.idempotency)),
				this.answers, this.failures);
	}

	private <T> DeliveryHandler<T> once(DeliveryHandler<T> handler, IdempotencySettings settings) {
		if (!settings.enabled()) {
			return handler;
		}
		return new DeliveryOnce(this.deliveryStore.get(), settings).before(handler);
	}

	Scheduler blockingScheduler() {
		return this.blockingScheduler;
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

		private Scheduler blockingScheduler = BlockingThreads.SCHEDULER;

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
