package io.github.qstash.devserver.test;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;

import io.github.qstash.devserver.QStashDevServer;
import io.github.qstash.signature.QStashSignatureVerifier;
import io.github.qstash.signature.RejectionReason;
import io.github.qstash.signature.SignatureRejectedException;
import io.github.qstash.signature.SigningKeys;
import io.github.qstash.signature.SubjectCheck;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class SignedDeliveryTests {

	@Test
	void deliveryIsGenuine() {
		SignedDelivery delivery = SignedDelivery.to("/in?x=1")
			.body(Map.of("n", 1))
			.messageId("msg_7")
			.retried(2)
			.build();
		verify(delivery, SignedDelivery.DEFAULT_SIGNING_KEY);
		assertThat(delivery.url()).isEqualTo("http://localhost/in?x=1");
		assertThat(delivery.path()).isEqualTo("/in?x=1");
		assertThat(delivery.body()).asString().isEqualTo("{\"n\":1}");
		HttpHeaders headers = delivery.headers();
		assertThat(headers.getContentType()).isEqualTo(MediaType.APPLICATION_JSON);
		assertThat(headers.getFirst("Upstash-Message-Id")).isEqualTo("msg_7");
		assertThat(headers.getFirst("Upstash-Retried")).isEqualTo("2");
	}

	@Test
	void defaultKeyIsThatOfTheDevelopmentServer() {
		try (QStashDevServer server = QStashDevServer.start()) {
			assertThat(SignedDelivery.DEFAULT_SIGNING_KEY).isEqualTo(server.user().currentSigningKey());
		}
	}

	@Test
	void keyAndClockCanBeNamed() {
		Clock clock = Clock.fixed(Instant.parse("2030-01-01T00:00:00Z"), ZoneOffset.UTC);
		SignedDelivery delivery = SignedDelivery.to("https://shop.example/in")
			.signedWith("sig_mine")
			.clock(clock)
			.build();
		verifier("sig_mine", clock).verify(signature(delivery), delivery.body(), SubjectCheck.exactly(delivery.url()));
	}

	@ParameterizedTest
	@CsvSource({ "expired, EXPIRED", "wrong key, SIGNATURE", "not a JWT, MALFORMED" })
	void badSignaturesAreRefusedForTheirReason(String kind, RejectionReason reason) {
		SignedDelivery.Builder builder = SignedDelivery.to("/in").body("text");
		SignedDelivery delivery = switch (kind) {
			case "expired" -> builder.expired().build();
			case "wrong key" -> builder.signedWith("sig_other").build();
			default -> builder.signature("not a JWT").build();
		};
		assertThatExceptionOfType(SignatureRejectedException.class)
			.isThrownBy(() -> verify(delivery, SignedDelivery.DEFAULT_SIGNING_KEY))
			.satisfies((ex) -> assertThat(ex.reason()).isEqualTo(reason));
	}

	@Test
	void relativeNameIsRefused() {
		assertThatIllegalArgumentException().isThrownBy(() -> SignedDelivery.to("in")).withMessageContaining("'in'");
	}

	private static void verify(SignedDelivery delivery, String key) {
		verifier(key, Clock.systemUTC()).verify(signature(delivery), delivery.body(),
				SubjectCheck.exactly(delivery.url()));
	}

	private static String signature(SignedDelivery delivery) {
		return delivery.headers().getFirst("Upstash-Signature");
	}

	private static QStashSignatureVerifier verifier(String key, Clock clock) {
		return new QStashSignatureVerifier(SigningKeys.of(key, null), clock, Duration.ZERO);
	}

}
