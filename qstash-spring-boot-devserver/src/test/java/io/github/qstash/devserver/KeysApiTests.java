package io.github.qstash.devserver;

import java.time.Clock;
import java.time.Duration;

import io.github.qstash.devserver.fixtures.TestApi;
import io.github.qstash.devserver.fixtures.TestApi.Answer;
import io.github.qstash.devserver.fixtures.TestDestination;
import io.github.qstash.devserver.fixtures.TestDestination.Received;
import io.github.qstash.signature.QStashSignatureVerifier;
import io.github.qstash.signature.SignatureRejectedException;
import io.github.qstash.signature.SigningKeys;
import io.github.qstash.signature.SubjectCheck;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * {@code /v2/keys}: the signing keys of a user and their rotation.
 */
class KeysApiTests {

	private static final String INITIAL = "{\"current\":\"sig_7kYjw48mhY7kAjqNGcy6cr29RJ6r\","
			+ "\"next\":\"sig_5ZB6DVzB1wjE8S6rZ7eenA8Pdnhs\"}";

	private final TestDestination destination = TestDestination.start();

	private final QStashDevServer server = QStashDevServer.start();

	private final TestApi api = new TestApi(this.server.url(), this.server.user().token());

	@AfterEach
	void close() {
		this.server.close();
		this.destination.close();
	}

	@Test
	void keysAreThoseOfTheUser() {
		assertThat(this.api.get("/v2/keys").body()).isEqualTo(INITIAL);
	}

	@Test
	void aRotationMakesTheNextKeyTheCurrentOne() {
		Answer rotated = this.api.post("/v2/keys/rotate", "");
		assertThat(rotated.status()).isEqualTo(200);
		JsonNode keys = rotated.json();
		assertThat(keys.propertyNames()).containsExactlyInAnyOrder("current", "next");
		assertThat(keys.path("current").stringValue()).isEqualTo(this.server.user().nextSigningKey());
		assertThat(keys.path("next").stringValue()).matches("sig_[0-9A-Za-z]{28}");
		assertThat(this.api.get("/v2/keys").json()).isEqualTo(keys);
	}

	@Test
	void everyUserHasKeysOfItsOwn() {
		this.api.post("/v2/keys/rotate", "");
		QStashDevUser second = this.server.users().get(1);
		JsonNode keys = new TestApi(this.server.url(), second.token()).get("/v2/keys").json();
		assertThat(keys.path("current").stringValue()).isEqualTo(second.currentSigningKey());
		assertThat(keys.path("next").stringValue()).isEqualTo(second.nextSigningKey());
	}

	@Test
	void anApplicationVerifiesAfterOneRotationButNotAfterTwo() {
		SigningKeys atStart = SigningKeys.of(this.server.user().currentSigningKey(),
				this.server.user().nextSigningKey());
		verify(delivery(1), atStart);
		this.api.post("/v2/keys/rotate", "");
		verify(delivery(2), atStart);
		JsonNode keys = this.api.post("/v2/keys/rotate", "").json();
		Received third = delivery(3);
		assertThatExceptionOfType(SignatureRejectedException.class).isThrownBy(() -> verify(third, atStart));
		verify(third, SigningKeys.of(keys.path("current").stringValue(), keys.path("next").stringValue()));
	}

	@Test
	void aResetUndoesRotations() {
		this.api.post("/v2/keys/rotate", "");
		this.api.post("/v2/keys/rotate", "");
		this.server.reset();
		assertThat(this.api.get("/v2/keys").body()).isEqualTo(INITIAL);
		verify(delivery(1), SigningKeys.of(this.server.environment().get("QSTASH_CURRENT_SIGNING_KEY"), null));
	}

	@Test
	void aMessageThatWaitedIsSignedWithTheKeyOfTheMomentItIsSent() {
		this.server.holdDeliveries();
		this.api.publish(this.destination.url("/in"));
		this.api.post("/v2/keys/rotate", "");
		this.server.openDeliveries();
		verify(this.destination.awaitOne(), SigningKeys.of(this.server.user().nextSigningKey(), null));
	}

	private Received delivery(int number) {
		this.api.publish(this.destination.url("/in"));
		return this.destination.await(number).get(number - 1);
	}

	private void verify(Received received, SigningKeys keys) {
		new QStashSignatureVerifier(keys, Clock.systemUTC(), Duration.ofSeconds(1)).verify(
				received.header("Upstash-Signature"), received.body(),
				SubjectCheck.exactly(this.destination.url("/in")));
	}

}
