package io.github.qstash.devserver.engine;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * What a publish does.
 */
class PublishScenarioTests {

	private final Scenario scenario = new Scenario();

	@Test
	void aMessageStartsAtOnceWithEverythingThatWasAskedFor() {
		List<Receipt> receipts = this.scenario.publish("http://localhost:3000/in?x=1",
				MessageSpec.builder()
					.method("PUT")
					.headers(Map.of("x-tenant", List.of("42"), "content-type", List.of("text/plain")))
					.body(Body.of("hello"))
					.timeout(Duration.ofSeconds(30))
					.callerIp("10.0.0.1"));
		assertThat(receipts).containsExactly(new Receipt("msg_1", null, false));
		assertThat(this.scenario.started())
			.containsExactly(new AttemptRequest("msg_1", 1, "http://localhost:3000/in?x=1", "PUT",
					Map.of("X-Tenant", List.of("42"), "Content-Type", List.of("text/plain")), Body.of("hello"),
					Duration.ofSeconds(30), 0, null, null, "10.0.0.1"));
	}

	@Test
	void defaultsAreThoseOfTheProtocol() {
		this.scenario.publish(MessageSpec.builder());
		AttemptRequest request = this.scenario.started().get(0);
		assertThat(request.method()).isEqualTo("POST");
		assertThat(request.headers()).isEmpty();
		assertThat(request.body().size()).isZero();
		assertThat(request.timeout()).isEqualTo(Duration.ofMinutes(15));
		assertThat(request.callerIp()).isEqualTo("127.0.0.1");
		assertThat(this.scenario.send(new Command.GetMessage("msg_1")).spec().retries()).isEqualTo(3);
	}

	@Test
	void aDelayedMessageWaitsUntilItIsDue() {
		this.scenario.answering(200);
		this.scenario.publish(MessageSpec.builder().delay(Duration.ofSeconds(90)));
		assertThat(this.scenario.nextDue()).contains(Scenario.START.plusSeconds(90));
		this.scenario.advance(Duration.ofHours(1));
		assertThat(this.scenario.timeline()).containsExactly("0.0 msg_1 CREATED", "90.0 msg_1 ACTIVE",
				"90.0 msg_1 DELIVERED");
	}

	@Test
	void notBeforeWinsOverDelay() {
		Instant notBefore = Scenario.START.plusSeconds(20);
		this.scenario.publish(MessageSpec.builder().delay(Duration.ofSeconds(90)).notBefore(notBefore));
		assertThat(this.scenario.nextDue()).contains(notBefore);
		assertThat(this.scenario.send(new Command.GetMessage("msg_1")).notBefore()).isEqualTo(notBefore);
	}

	@Test
	void notBeforeInThePastIsNow() {
		this.scenario.publish(MessageSpec.builder().notBefore(Instant.EPOCH).delay(Duration.ofDays(1)));
		assertThat(this.scenario.running()).containsExactly("msg_1");
		assertThat(this.scenario.send(new Command.GetMessage("msg_1")).notBefore()).isEqualTo(Scenario.START);
	}

	@Test
	void aMessageInProgressCanBeSeenAndAnEndedOneCannot() {
		String id = this.scenario.publish(MessageSpec.builder().labels(List.of("a", "b")).queue("orders"));
		MessageView message = this.scenario.send(new Command.GetMessage(id));
		assertThat(message.url()).isEqualTo(Scenario.URL);
		assertThat(message.createdAt()).isEqualTo(Scenario.START);
		assertThat(message.notBefore()).isEqualTo(Scenario.START);
		assertThat(message.spec().labels()).containsExactly("a", "b");
		assertThat(message.spec().queue()).isEqualTo("orders");
		this.scenario.answer(id, 200);
		assertThatExceptionOfType(RefusedException.class)
			.isThrownBy(() -> this.scenario.send(new Command.GetMessage(id)))
			.withMessage("message msg_1 not found")
			.satisfies((ex) -> assertThat(ex.kind()).isEqualTo(RefusedException.Kind.NOT_FOUND));
	}

	@Test
	void aGroupGetsOneMessagePerEndpoint() {
		this.scenario.answering(200);
		this.scenario.send(new Command.UpsertEndpoints("fan-out",
				List.of(new Endpoint("https://a.example", "a"), new Endpoint("https://b.example", null))));
		List<Receipt> receipts = this.scenario.publishToGroup("fan-out", MessageSpec.builder());
		assertThat(receipts).containsExactly(new Receipt("msg_1", "https://a.example", false),
				new Receipt("msg_2", "https://b.example", false));
		assertThat(this.scenario.started()).extracting(AttemptRequest::url)
			.containsExactly("https://a.example", "https://b.example");
		assertThat(this.scenario.started()).extracting(AttemptRequest::topicName).containsOnly("fan-out");
		assertThat(this.scenario.events()).extracting((event) -> event.message().endpointName())
			.containsExactly("a", "a", null, null, "a", null);
	}

	@Test
	void aGroupWithoutEndpointsGetsNothing() {
		this.scenario.send(new Command.UpsertEndpoints("nobody", List.of()));
		assertThat(this.scenario.publishToGroup("nobody", MessageSpec.builder())).isEmpty();
	}

	@Test
	void anUnknownGroupIsNotFound() {
		assertThatExceptionOfType(RefusedException.class)
			.isThrownBy(() -> this.scenario.publishToGroup("nowhere", MessageSpec.builder()))
			.withMessage("topic nowhere not found")
			.satisfies((ex) -> assertThat(ex.kind()).isEqualTo(RefusedException.Kind.NOT_FOUND));
	}

	@Test
	void aDestinationThatIsNeitherUrlNorGroupLacksAScheme() {
		String text = "invalid destination url: endpoint has invalid scheme, add http:// or https://";
		assertThatExceptionOfType(RefusedException.class)
			.isThrownBy(() -> this.scenario.publish("ftp://example.com", MessageSpec.builder()))
			.withMessage(text);
		assertThatExceptionOfType(RefusedException.class)
			.isThrownBy(() -> this.scenario.publishToGroup("localhost:3000", MessageSpec.builder()))
			.withMessage(text);
		assertThatExceptionOfType(RefusedException.class)
			.isThrownBy(() -> this.scenario.publishToGroup("", MessageSpec.builder()))
			.withMessage("a non-empty destination must be provided");
	}

	@Test
	void aRefusedPublishChangesNothing() {
		this.scenario.send(new Command.UpsertEndpoints("fan-out", List.of(new Endpoint("https://a.example", null))));
		MessageSpec.Builder tooMany = MessageSpec.builder().retries(1000).deduplicationId("d");
		assertThatExceptionOfType(RefusedException.class)
			.isThrownBy(() -> this.scenario.publishToGroup("fan-out", tooMany));
		assertThat(this.scenario.events()).isEmpty();
		assertThat(this.scenario.publishToGroup("fan-out", MessageSpec.builder().deduplicationId("d")))
			.containsExactly(new Receipt("msg_1", "https://a.example", false));
	}

	@Test
	void aRepeatedDeduplicationIdAnswersTheFirstMessage() {
		this.scenario.answering(200);
		MessageSpec.Builder spec = MessageSpec.builder().deduplicationId("order-17");
		this.scenario.publish(spec);
		this.scenario.jump(Duration.ofMinutes(10).minusMillis(1));
		assertThat(this.scenario.publish(Scenario.URL, spec)).containsExactly(new Receipt("msg_1", null, true));
		assertThat(this.scenario.started()).hasSize(1);
		this.scenario.jump(Duration.ofMillis(1));
		assertThat(this.scenario.publish(Scenario.URL, spec)).containsExactly(new Receipt("msg_2", null, false));
	}

	@Test
	void deduplicationOfAGroupIsByEndpoint() {
		MessageSpec.Builder spec = MessageSpec.builder().deduplicationId("d");
		this.scenario.send(new Command.UpsertEndpoints("g", List.of(new Endpoint("https://a.example", null))));
		this.scenario.publishToGroup("g", spec);
		this.scenario.send(new Command.UpsertEndpoints("g", List.of(new Endpoint("https://b.example", null))));
		assertThat(this.scenario.publishToGroup("g", spec)).containsExactly(
				new Receipt("msg_1", "https://a.example", true), new Receipt("msg_2", "https://b.example", false));
	}

	@Test
	void aDeduplicatedMessageStaysKnownAfterItWasCancelled() {
		MessageSpec.Builder spec = MessageSpec.builder().deduplicationId("d").delay(Duration.ofHours(1));
		String first = this.scenario.publish(spec);
		this.scenario.send(new Command.CancelMessage(first));
		assertThat(this.scenario.publish(Scenario.URL, spec)).containsExactly(new Receipt(first, null, true));
	}

}
