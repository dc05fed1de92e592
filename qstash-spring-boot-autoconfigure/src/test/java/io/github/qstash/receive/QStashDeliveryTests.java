package io.github.qstash.receive;

import java.time.Instant;

import io.github.qstash.signature.DeliveryClaims;
import io.github.qstash.signature.MatchedKey;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.http.HttpHeaders;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class QStashDeliveryTests {

	@Test
	void whenHeadersAreMissingThenHasNothingToTell() {
		QStashDelivery<String> delivery = delivery(new HttpHeaders());
		assertThat(delivery.messageId()).isEmpty();
		assertThat(delivery.retried()).isZero();
		assertThat(delivery.scheduleId()).isNull();
		assertThat(delivery.urlGroup()).isNull();
		assertThat(delivery.callerIp()).isNull();
		assertThat(delivery.region()).isNull();
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "x", "-1", "1.5", "99999999999", "٣" })
	void whenRetriedIsNoNumberThenIsZero(String retried) {
		HttpHeaders headers = new HttpHeaders();
		headers.set("Upstash-Retried", retried);
		assertThat(delivery(headers).retried()).isZero();
	}

	@Test
	void shouldNotLetItsHeadersBeChanged() {
		HttpHeaders headers = delivery(new HttpHeaders()).headers();
		assertThatExceptionOfType(UnsupportedOperationException.class).isThrownBy(() -> headers.set("a", "b"));
	}

	@Test
	void shouldNotShowPayloadOrHeaders() {
		HttpHeaders headers = new HttpHeaders();
		headers.set("Upstash-Message-Id", "msg_1");
		headers.set("Authorization", "Bearer secret");
		assertThat(delivery(headers)).hasToString("QStashDelivery[msg_1, retried 0 times, 6 bytes]");
	}

	private static QStashDelivery<String> delivery(HttpHeaders headers) {
		return new QStashDelivery<>("secret", "secret".getBytes(), headers,
				new DeliveryClaims("Upstash", null, Instant.MAX, null, null, null, MatchedKey.CURRENT));
	}

}
