package io.github.qstash.client;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;

import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import com.github.tomakehurst.wiremock.core.WireMockConfiguration;
import com.github.tomakehurst.wiremock.junit5.WireMockExtension;
import com.github.tomakehurst.wiremock.stubbing.Scenario;
import com.github.tomakehurst.wiremock.verification.LoggedRequest;
import io.github.qstash.message.QStashMessage;
import io.github.qstash.observation.QStashBatchObservationContext;
import io.github.qstash.observation.QStashBatchObservationConvention;
import io.github.qstash.observation.QStashObservation;
import io.github.qstash.observation.QStashPublishObservationContext;
import io.github.qstash.observation.QStashPublishObservationConvention;
import io.github.qstash.observation.QStashRequestObservationContext;
import io.github.qstash.observation.QStashRequestObservationConvention;
import io.github.qstash.observation.QStashSenderContext;
import io.micrometer.common.KeyValue;
import io.micrometer.common.KeyValues;
import io.micrometer.common.docs.KeyName;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationHandler;
import io.micrometer.observation.contextpropagation.ObservationThreadLocalAccessor;
import io.micrometer.observation.tck.TestObservationRegistry;
import io.micrometer.observation.tck.TestObservationRegistryAssert;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.anyRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for what {@link QStashTemplate} tells an observation registry, and for the trace
 * context that goes with messages.
 */
@ExtendWith(OutputCaptureExtension.class)
class QStashTemplateObservationTests {

	private static final Duration LIMIT = Duration.ofSeconds(10);

	private static final QStashMessage MESSAGE = QStashMessage.to("https://me:secret@example.com/in?key=secret")
		.body("x")
		.deduplicationId("order-17")
		.build();

	private static final QStashMessage SHORT = QStashMessage.to("https://example.com").body("x").build();

	@RegisterExtension
	static WireMockExtension server = WireMockExtension.newInstance()
		.options(WireMockConfiguration.wireMockConfig().dynamicPort().bindAddress("127.0.0.1"))
		.build();

	private final TestObservationRegistry registry = TestObservationRegistry.create();

	private final List<Observation.Context> ended = new ArrayList<>();

	private final QStashTemplate template = template().build();

	@BeforeEach
	void observe() {
		this.registry.observationConfig().observationHandler(new Recorder()).observationHandler(new Tracer());
	}

	@Test
	void publishIsObservedWithItsRequest() {
		answers(ok());
		this.template.publish(MESSAGE).block(LIMIT);
		assertRegistry().hasNumberOfObservationsEqualTo(2);
		observed(QStashObservation.PUBLISH, "publish", "messaging.system=qstash", "messaging.operation.name=publish",
				"qstash.destination.kind=url", "messaging.destination.name=none", "qstash.outcome=accepted",
				"qstash.destination=https://example.com/in?…", "messaging.message.id=msg_1",
				"qstash.deduplication_id=order-17");
		observed(QStashObservation.REQUEST, "request publish", "messaging.system=qstash",
				"messaging.operation.name=publish", "http.response.status_code=200");
	}

	@Test
	void requestIsAChildOfThePublishAndThatOfTheCallersObservation() {
		answers(ok());
		Observation caller = Observation.start("caller", this.registry);
		this.template.publish(MESSAGE)
			.contextWrite((context) -> context.put(ObservationThreadLocalAccessor.KEY, caller))
			.block(LIMIT);
		assertThat(parentOf("qstash.request")).isEqualTo("qstash.publish");
		assertThat(parentOf("qstash.publish")).isEqualTo("caller");
		caller.stop();
	}

	@Test
	void observationOnTheThreadIsTheParentWithoutAContext() {
		answers(ok());
		Observation.createNotStarted("caller", this.registry)
			.observe(() -> this.template.publish(MESSAGE).block(LIMIT));
		assertThat(parentOf("qstash.publish")).isEqualTo("caller");
	}

	@Test
	void publishThroughAQueueNamesIt() {
		answers(ok());
		this.template.publish(QStashMessage.to("https://example.com").queue("billing").build()).block(LIMIT);
		assertThat(observed(QStashObservation.PUBLISH, "enqueue billing")).contains("messaging.operation.name=enqueue",
				"messaging.destination.name=billing", "qstash.destination.kind=url");
	}

	@Test
	void publishToAUrlGroupNamesItAndHasAllMessageIds() {
		answers(aResponse().withBody("[{\"messageId\":\"msg_1\"},{\"messageId\":\"msg_2\"}]"));
		this.template.publish("orders", "x").block(LIMIT);
		assertThat(observed(QStashObservation.PUBLISH, "publish orders")).contains("messaging.destination.name=orders",
				"qstash.destination.kind=url-group", "messaging.message.id=msg_1,msg_2");
	}

	@Test
	void duplicateIsAnOutcome() {
		answers(aResponse().withStatus(202).withBody("{\"messageId\":\"msg_1\",\"deduplicated\":true}"));
		this.template.publish(MESSAGE).block(LIMIT);
		assertThat(observed(QStashObservation.PUBLISH, "publish")).contains("qstash.outcome=deduplicated");
		assertThat(observed(QStashObservation.REQUEST, "request publish")).contains("http.response.status_code=202");
	}

	@Test
	void everyAttemptIsARequestOfTheSamePublish() {
		answers(aResponse().withStatus(500), ok());
		this.template.publish(SHORT).block(LIMIT);
		assertThat(this.ended).extracting(Observation.Context::getName)
			.containsExactly("qstash.request", "qstash.request", "qstash.publish");
		assertThat(this.ended.get(0).getLowCardinalityKeyValue("http.response.status_code").getValue())
			.isEqualTo("500");
		assertThat(this.ended.get(1).getLowCardinalityKeyValue("http.response.status_code").getValue())
			.isEqualTo("200");
		assertThat(observed(QStashObservation.PUBLISH, "publish")).contains("qstash.outcome=accepted");
	}

	@Test
	void failureIsAnErrorOfBoth() {
		answers(aResponse().withStatus(401));
		assertThatExceptionOfType(QStashAuthenticationException.class)
			.isThrownBy(() -> this.template.publish(MESSAGE).block(LIMIT));
		assertThat(observed(QStashObservation.PUBLISH, "publish")).contains("qstash.outcome=failed")
			.noneMatch((value) -> value.startsWith("messaging.message.id"));
		assertThat(this.ended).extracting(Observation.Context::getError)
			.hasSize(2)
			.allMatch(QStashAuthenticationException.class::isInstance);
	}

	@Test
	void noAnswerHasNoStatus() {
		QStashTemplate nowhere = template().url("http://127.0.0.1:1").retryPolicy(QStashRetryPolicy.none()).build();
		assertThatExceptionOfType(QStashTransportException.class)
			.isThrownBy(() -> nowhere.publish(MESSAGE).block(LIMIT));
		assertThat(observed(QStashObservation.REQUEST, "request publish")).contains("http.response.status_code=none");
	}

	@Test
	void cancelledPublishEndsOnce() {
		answers(ok().withFixedDelay(60_000));
		StepVerifier.create(this.template.publish(MESSAGE))
			.thenRequest(1)
			.then(() -> Awaitility.await().atMost(LIMIT).until(() -> !requests().isEmpty()))
			.thenCancel()
			.verify(LIMIT);
		assertThat(this.ended).extracting(Observation.Context::getName)
			.containsExactlyInAnyOrder("qstash.request", "qstash.publish");
		assertThat(observed(QStashObservation.PUBLISH, "publish")).contains("qstash.outcome=cancelled");
	}

	@Test
	void observationHasEndedWhenTheCallerSeesTheResult() {
		answers(ok());
		this.template.publish(MESSAGE).doOnNext((response) -> assertThat(this.ended).hasSize(2)).block(LIMIT);
	}

	@Test
	void batchIsObservedOnce() {
		answers(aResponse().withBody("[{\"messageId\":\"msg_1\"},{\"error\":\"no\"}]"));
		this.template.batch(List.of(MESSAGE, SHORT)).block(LIMIT);
		observed(QStashObservation.BATCH, "batch", "messaging.system=qstash", "messaging.operation.name=batch",
				"qstash.outcome=partial", "messaging.batch.message_count=2", "qstash.batch.rejected_count=1");
		assertThat(parentOf("qstash.request")).isEqualTo("qstash.batch");
	}

	@Test
	void streamIsObservedByItsBatches() {
		answers(aResponse().withBody("[{\"messageId\":\"msg_1\"},{\"messageId\":\"msg_2\"}]"));
		QStashTemplate pairs = template().batchSettings(QStashBatchSettings.builder().maxMessages(2).build()).build();
		pairs.publishAll(Flux.just(SHORT, SHORT, SHORT, SHORT)).blockLast(LIMIT);
		assertThat(this.ended).extracting(Observation.Context::getName).filteredOn("qstash.batch"::equals).hasSize(2);
		assertThat(observed(QStashObservation.BATCH, "batch")).contains("qstash.outcome=accepted");
	}

	@Test
	void traceGoesToTheDestinationAndToCallbacks() {
		answers(ok());
		this.template.publish(QStashMessage.to("https://example.com").callback("https://example.com/done").build())
			.block(LIMIT);
		LoggedRequest request = requests().get(0);
		assertThat(request.getHeader("Upstash-Forward-traceparent")).isEqualTo("trace of qstash.publish");
		assertThat(request.getHeader("Upstash-Callback-Forward-traceparent")).isEqualTo("trace of qstash.publish");
		assertThat(request.containsHeader("Upstash-Failure-Callback-Forward-traceparent")).isFalse();
		assertThat(request.containsHeader("traceparent")).isFalse();
	}

	@Test
	void traceGoesWithEveryMessageOfABatch() {
		answers(aResponse().withBody("[{\"messageId\":\"msg_1\"},{\"messageId\":\"msg_2\"}]"));
		this.template.batch(List.of(SHORT, SHORT)).block(LIMIT);
		JsonNode batch = JsonMapper.shared().readTree(requests().get(0).getBodyAsString());
		assertThat(batch).hasSize(2)
			.allSatisfy((item) -> assertThat(item.at("/headers/Upstash-Forward-traceparent").stringValue())
				.isEqualTo("trace of qstash.batch"));
	}

	@Test
	void traceOfTheMessageItselfIsKept() {
		answers(ok());
		this.template.publish(QStashMessage.to("https://example.com").header("TraceParent", "mine").build())
			.block(LIMIT);
		assertThat(requests().get(0).header("Upstash-Forward-traceparent").values()).containsExactly("mine");
	}

	@Test
	void twoTracesAreNotMixed() {
		answers(ok());
		this.template.publish(QStashMessage.to("https://example.com").header("b3", "mine").build()).block(LIMIT);
		assertThat(requests().get(0).containsHeader("Upstash-Forward-traceparent")).isFalse();
	}

	@Test
	void messageThatIsRecognisedByItsContentTakesNoTraceAlong() {
		answers(ok());
		QStashMessage byContent = QStashMessage.to("https://example.com").contentBasedDeduplication(true).build();
		this.template.publish(byContent).block(LIMIT);
		this.template.publish(byContent.toBuilder().deduplicationId("mine").build()).block(LIMIT);
		assertThat(requests()).extracting((request) -> request.containsHeader("Upstash-Forward-traceparent"))
			.containsExactly(false, true);
	}

	@Test
	void tracesStayAtHomeWhenAsked() {
		answers(ok());
		template().forwardTraces(false).build().publish(SHORT).block(LIMIT);
		assertThat(requests().get(0).containsHeader("Upstash-Forward-traceparent")).isFalse();
		assertRegistry().hasObservationWithNameEqualTo("qstash.publish");
	}

	@Test
	void conventionOfTheApplicationWins() {
		answers(ok());
		this.registry.observationConfig().observationConvention(new QStashPublishObservationConvention() {

			@Override
			public KeyValues getLowCardinalityKeyValues(QStashPublishObservationContext context) {
				return super.getLowCardinalityKeyValues(context).and("destination", context.getMessage().destination());
			}

		});
		this.template.publish(SHORT).block(LIMIT);
		assertRegistry().hasObservationWithNameEqualTo("qstash.publish")
			.that()
			.hasLowCardinalityKeyValue("destination", "https://example.com");
	}

	@ParameterizedTest
	@ValueSource(ints = { 1, 2 })
	void conventionThatFailsAtTheBeginningOrTheEndDoesNotFailAPublish(int question, CapturedOutput output) {
		answers(ok());
		failingAt(question);
		assertThat(this.template.publish(SHORT).block(LIMIT).messageId()).isEqualTo("msg_1");
		this.template.publish(SHORT).block(LIMIT);
		assertThat(requests()).hasSize(2);
		StepVerifier.create(this.template.whenIdle()).expectComplete().verify(LIMIT);
		assertThat(output).containsOnlyOnce("WARN").contains("could not be observed").contains("wrong convention");
	}

	@ParameterizedTest
	@ValueSource(ints = { 1, 2 })
	void conventionThatFailsLosesNoMessageOfAStream(int question) {
		answers(aResponse().withBody("[{\"messageId\":\"msg_1\"}]"));
		failingAt(question);
		QStashTemplate single = template().batchSettings(QStashBatchSettings.builder().maxMessages(1).build()).build();
		StepVerifier.create(single.publishAll(Flux.just(SHORT, SHORT, SHORT)))
			.thenConsumeWhile(BatchResult::accepted)
			.expectComplete()
			.verify(LIMIT);
		assertThat(requests()).hasSize(3);
		StepVerifier.create(single.whenIdle()).expectComplete().verify(LIMIT);
	}

	@Test
	void handlerThatFailsDoesNotHideTheFailureOfTheCall() {
		answers(aResponse().withStatus(401));
		this.registry.observationConfig().observationHandler(new FailingHandler());
		assertThatExceptionOfType(QStashAuthenticationException.class)
			.isThrownBy(() -> this.template.publish(MESSAGE).block(LIMIT))
			.satisfies((ex) -> assertThat(ex.getSuppressed()).noneMatch(IllegalStateException.class::isInstance));
	}

	@Test
	void nothingIsObservedWithoutARegistry() {
		answers(ok());
		QStashTemplate unobserved = QStashTemplate.builder().url(server.baseUrl()).token("t").build();
		unobserved.publish(SHORT).then(Mono.deferContextual((context) -> {
			assertThat(context.hasKey(ObservationThreadLocalAccessor.KEY)).isFalse();
			return Mono.empty();
		})).block(LIMIT);
		assertRegistry().doesNotHaveAnyObservation();
		assertThat(requests().get(0).getAllHeaderKeys()).noneMatch((name) -> name.startsWith("Upstash-Forward"));
	}

	// an observation asks when it begins and when it ends
	private void failingAt(int question) {
		AtomicInteger requests = new AtomicInteger();
		AtomicInteger publishes = new AtomicInteger();
		AtomicInteger batches = new AtomicInteger();
		this.registry.observationConfig().observationConvention(new QStashRequestObservationConvention() {

			@Override
			public KeyValues getLowCardinalityKeyValues(QStashRequestObservationContext context) {
				return failAt(question, requests, super.getLowCardinalityKeyValues(context));
			}

		}).observationConvention(new QStashPublishObservationConvention() {

			@Override
			public KeyValues getLowCardinalityKeyValues(QStashPublishObservationContext context) {
				return failAt(question, publishes, super.getLowCardinalityKeyValues(context));
			}

		}).observationConvention(new QStashBatchObservationConvention() {

			@Override
			public KeyValues getLowCardinalityKeyValues(QStashBatchObservationContext context) {
				return failAt(question, batches, super.getLowCardinalityKeyValues(context));
			}

		});
	}

	private static KeyValues failAt(int question, AtomicInteger questions, KeyValues values) {
		if (questions.incrementAndGet() >= question) {
			throw new IllegalStateException("wrong convention");
		}
		return values;
	}

	private QStashTemplate.Builder template() {
		return QStashTemplate.builder()
			.url(server.baseUrl())
			.token("t")
			.retryPolicy(QStashRetryPolicy.builder().firstBackoff(Duration.ofMillis(1)).build())
			.observationRegistry(this.registry);
	}

	private TestObservationRegistryAssert assertRegistry() {
		return TestObservationRegistryAssert.assertThat(this.registry);
	}

	// the keys of the observation that ended last, all of which are documented
	private List<String> observed(QStashObservation observation, String contextualName, String... expected) {
		Observation.Context context = ended("qstash." + observation.name().toLowerCase(Locale.ROOT));
		assertThat(context.getContextualName()).isEqualTo(contextualName);
		assertThat(context.getLowCardinalityKeyValues()).extracting(KeyValue::getKey)
			.containsExactlyInAnyOrderElementsOf(names(observation.getLowCardinalityKeyNames()));
		assertThat(names(observation.getHighCardinalityKeyNames()))
			.containsAll(context.getHighCardinalityKeyValues().stream().map(KeyValue::getKey).toList());
		List<String> keys = context.getAllKeyValues()
			.stream()
			.map((value) -> value.getKey() + "=" + value.getValue())
			.toList();
		if (expected.length > 0) {
			assertThat(keys).containsExactlyInAnyOrder(expected);
		}
		return keys;
	}

	private Observation.Context ended(String name) {
		return this.ended.stream()
			.filter((context) -> name.equals(context.getName()))
			.reduce((first, second) -> second)
			.orElseThrow();
	}

	private String parentOf(String name) {
		return ended(name).getParentObservation().getContextView().getName();
	}

	private static List<String> names(KeyName[] keys) {
		return Arrays.stream(keys).map(KeyName::asString).toList();
	}

	private static ResponseDefinitionBuilder ok() {
		return aResponse().withBody("{\"messageId\":\"msg_1\"}");
	}

	// one after the other, the last one for good
	private static void answers(ResponseDefinitionBuilder... answers) {
		for (int i = 0; i < answers.length; i++) {
			server.stubFor(post(anyUrl()).inScenario("answers")
				.whenScenarioStateIs((i > 0) ? "answer " + i : Scenario.STARTED)
				.willReturn(answers[i])
				.willSetStateTo((i < answers.length - 1) ? "answer " + (i + 1) : null));
		}
	}

	private static List<LoggedRequest> requests() {
		return server.findAll(anyRequestedFor(anyUrl()));
	}

	private final class Recorder implements ObservationHandler<Observation.Context> {

		@Override
		public void onStop(Observation.Context context) {
			QStashTemplateObservationTests.this.ended.add(context);
		}

		@Override
		public boolean supportsContext(Observation.Context context) {
			return context.getName() == null || !context.getName().equals("caller");
		}

	}

	private static final class FailingHandler implements ObservationHandler<Observation.Context> {

		@Override
		public void onError(Observation.Context context) {
			throw new IllegalStateException("wrong handler");
		}

		@Override
		public boolean supportsContext(Observation.Context context) {
			return true;
		}

	}

	private static final class Tracer implements ObservationHandler<QStashSenderContext> {

		@Override
		public void onStart(QStashSenderContext context) {
			context.getSetter().set(context.getCarrier(), "traceparent", "trace of " + context.getName());
		}

		@Override
		public boolean supportsContext(Observation.Context context) {
			return context instanceof QStashSenderContext;
		}

	}

}
