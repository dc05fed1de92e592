package io.github.qstash.receive;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeoutException;

import io.github.qstash.message.QStashHeaders;
import io.github.qstash.signature.QStashSignatureVerifier;
import io.github.qstash.signature.QStashSigner;
import io.github.qstash.signature.RejectionReason;
import io.github.qstash.signature.SigningKeys;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.observation.DefaultMeterObservationHandler;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.observation.ObservationRegistry;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import reactor.core.publisher.Mono;

import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.util.unit.DataSize;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The meters of deliveries, in a registry as applications have one.
 */
class ReceiveMetricsTests {

	private static final Duration LIMIT = Duration.ofSeconds(5);

	private static final byte[] BODY = TestDeliveries.bytes("{}");

	private static final String URL = "https://h.example/orders";

	private final SimpleMeterRegistry meters = new SimpleMeterRegistry();

	private final ObservationRegistry observations = ObservationRegistry.create();

	private final QStashSigner signer = new QStashSigner(TestDeliveries.CURRENT_KEY, Clock.systemUTC());

	private @Nullable QStashReceiver receiver;

	@BeforeEach
	void build() {
		this.observations.observationConfig().observationHandler(new DefaultMeterObservationHandler(this.meters));
		this.receiver = QStashReceiver
			.builder(new QStashSignatureVerifier(SigningKeys.of(TestDeliveries.CURRENT_KEY, null), Clock.systemUTC(),
					Duration.ZERO))
			.observationRegistry(this.observations)
			.maxBodySize(DataSize.ofBytes(10))
			.bodyTimeout(Duration.ofMillis(10))
			.build();
	}

	@ParameterizedTest
	@EnumSource
	void rejectionsAreCountedByReason(RejectionReason reason) {
		for (int i = 0; i < 3; i++) {
			receive(signature(reason), Mono.just(BODY));
		}
		receive(this.signer.sign(URL, BODY), Mono.just(BODY));
		String name = reason.name().toLowerCase(Locale.ROOT).replace('_', '-');
		assertCounted(name, 3);
		assertTimed("rejected", name, 3);
		assertTimed("handled", "none", 1);
	}

	@Test
	void bodiesThatAreNotReadAreCountedByReason() {
		HttpHeaders large = new HttpHeaders();
		large.setContentLength(11);
		receive(this.signer.sign(URL, BODY), Mono.just(BODY), large);
		receive(this.signer.sign(URL, BODY), Mono.error(new TimeoutException()));
		receive(this.signer.sign(URL, BODY), Mono.error(new IOException("reset")));
		for (String reason : new String[] { "body-size", "body-timeout", "body-unreadable" }) {
			assertThat(counter(reason)).as(reason).isNotNull().extracting(Counter::count).isEqualTo(1.0);
		}
		assertThat(this.meters.find("qstash.receive.rejected").counters()).hasSize(3);
	}

	@Test
	void deliveriesThatAreLetInAreNotCountedAsRejected() {
		receive(this.signer.sign(URL, BODY), Mono.just(BODY));
		assertThat(this.meters.find("qstash.receive.rejected").counters()).isEmpty();
		assertTimed("handled", "none", 1);
	}

	private void assertCounted(String reason, int count) {
		assertThat(this.meters.find("qstash.receive.rejected").counters()).singleElement().satisfies((counter) -> {
			assertThat(counter.count()).isEqualTo(count);
			assertThat(counter.getId().getTags()).containsExactlyInAnyOrder(Tag.of("messaging.system", "qstash"),
					Tag.of("messaging.operation.name", "receive"),
					Tag.of("qstash.receiver", "ReceiveMetricsTests.Bytes"), Tag.of("qstash.outcome", "rejected"),
					Tag.of("qstash.rejection", reason));
		});
	}

	private void assertTimed(String outcome, String reason, int count) {
		Timer timer = this.meters.find("qstash.receive")
			.tags(Tags.of("messaging.system", "qstash", "messaging.operation.name", "receive", "qstash.receiver",
					"ReceiveMetricsTests.Bytes", "qstash.outcome", outcome, "qstash.rejection", reason, "error",
					"none"))
			.timer();
		assertThat(timer).isNotNull().extracting(Timer::count).isEqualTo((long) count);
	}

	private @Nullable Counter counter(String reason) {
		return this.meters.find("qstash.receive.rejected").tag("qstash.rejection", reason).counter();
	}

	private @Nullable String signature(RejectionReason reason) {
		var claims = this.signer.claims(URL, BODY);
		switch (reason) {
			case ISSUER -> claims.put("iss", "another");
			case EXPIRED -> claims.put("exp", 1);
			case NOT_YET_VALID -> claims.put("nbf", 4_000_000_000L);
			case SUBJECT -> claims.put("sub", "https://h.example/elsewhere");
			case BODY -> claims.putAll(Map.of("body", "another"));
			default -> {
			}
		}
		return switch (reason) {
			case MISSING -> null;
			case MALFORMED -> "a.b.c";
			// {"alg":"none"}
			case ALGORITHM -> "eyJhbGciOiJub25lIn0.e30.AA";
			case SIGNATURE -> new QStashSigner("sig_unrelated", Clock.systemUTC()).sign(claims);
			default -> this.signer.sign(claims);
		};
	}

	private void receive(@Nullable String signature, Mono<byte[]> body) {
		receive(signature, body, new HttpHeaders());
	}

	private void receive(@Nullable String signature, Mono<byte[]> body, HttpHeaders headers) {
		if (signature != null) {
			headers.set(QStashHeaders.SIGNATURE, signature);
		}
		new Bytes(this.receiver)
			.receive(new QStashRequest(HttpMethod.POST, "/orders", null, "", headers, (max, timeout) -> body))
			.block(LIMIT);
	}

	static class Bytes extends QStashController<byte[]> {

		Bytes(QStashReceiver receiver) {
			setQStashReceiver(receiver);
		}

		@Override
		protected Mono<?> handle(QStashDelivery<byte[]> delivery) {
			return Mono.empty();
		}

	}

}
