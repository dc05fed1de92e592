package io.github.qstash.devserver;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;

import io.github.qstash.annotation.QStashListener;
import io.github.qstash.client.QStashTemplate;
import io.github.qstash.client.SigningKeyPair;
import io.github.qstash.devserver.fixtures.TestApi;
import io.github.qstash.devserver.test.AutoConfigureQStashDevServer;
import io.github.qstash.devserver.test.QStashTestServer;
import io.github.qstash.signature.QStashSigningKeys;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * An application that fetches its signing keys goes on receiving, however often they are
 * rotated.
 */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT,
		properties = { "qstash.receiver.signing-keys.fetch=true", "qstash.receiver.signing-keys.refresh-pause=1s" })
@AutoConfigureQStashDevServer
class RotatedKeysRoundTripTests {

	private static final Duration LIMIT = Duration.ofSeconds(10);

	@Autowired
	private QStashTestServer server;

	@Autowired
	private QStashTemplate qstash;

	@Autowired
	private QStashSigningKeys keys;

	@Autowired
	private Listener listener;

	@BeforeEach
	void receiveWithTheKeysOfTheMoment() {
		await(() -> receives("warm up"));
		await(this::knowsTheKeysOfTheMoment);
		this.listener.received.clear();
	}

	@Test
	void templateTellsTheKeysOfTheMoment() {
		assertThat(this.qstash.signingKeys().get().block(LIMIT))
			.isEqualTo(new SigningKeyPair(this.keys.forRegion(null).current(), this.keys.forRegion(null).next()));
		JsonNode rotated = rotate();
		assertThat(this.qstash.signingKeys().get().block(LIMIT))
			.isEqualTo(new SigningKeyPair(rotated.path("current").stringValue(), rotated.path("next").stringValue()));
	}

	@Test
	void noDeliveryIsLostThroughManyRotations() {
		for (int rotation = 1; rotation <= 3; rotation++) {
			rotate();
			assertThat(receives("after rotation " + rotation)).isTrue();
			await(this::knowsTheKeysOfTheMoment);
		}
		assertThat(this.listener.received).containsExactly("after rotation 1", "after rotation 2", "after rotation 3");
	}

	@Test
	void afterTwoRotationsAtOnceDeliveriesAreReceivedAgain() {
		rotate();
		rotate();
		assertThat(receives("too early")).isFalse();
		await(() -> receives("later"));
		assertThat(this.listener.received).containsExactly("later");
	}

	private boolean knowsTheKeysOfTheMoment() {
		SigningKeyPair told = this.qstash.signingKeys().get().block(LIMIT);
		receives("");
		this.listener.received.remove("");
		return told.current().equals(this.keys.forRegion(null).current());
	}

	private boolean receives(String text) {
		int before = this.listener.received.size();
		this.qstash.publish((message) -> message.to("/qstash/texts").body(text).retries(0)).block(LIMIT);
		this.server.awaitIdle();
		return this.listener.received.size() > before;
	}

	private JsonNode rotate() {
		return new TestApi(this.server.url(), this.server.token()).post("/v2/keys/rotate", "").json();
	}

	private static void await(Callable<Boolean> condition) {
		Awaitility.await().atMost(LIMIT).pollInterval(Duration.ofMillis(5)).until(condition);
	}

	static class Listener {

		private final List<String> received = new CopyOnWriteArrayList<>();

		@QStashListener("/texts")
		void receive(String text) {
			this.received.add(text);
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	@Import(Listener.class)
	static class Application {

	}

}
