package io.github.qstash.autoconfigure;

import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

import io.github.qstash.client.PublishResponse;
import io.github.qstash.client.QStashBatchSettings;
import io.github.qstash.client.QStashClientException;
import io.github.qstash.client.QStashHttpClientCustomizer;
import io.github.qstash.client.QStashOperations;
import io.github.qstash.client.QStashOverloadException;
import io.github.qstash.client.QStashTemplate;
import io.github.qstash.message.QStashPublicUrl;
import io.github.qstash.observation.ForwardedTrace;
import io.github.qstash.observation.QStashSenderContext;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.observation.ObservationTextPublisher;
import io.micrometer.observation.tck.TestObservationRegistry;
import io.micrometer.observation.tck.TestObservationRegistryAssert;
import io.netty.channel.ChannelOption;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.mockito.BDDMockito;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.netty.DisposableServer;
import reactor.netty.http.client.HttpClient;
import reactor.netty.http.server.HttpServer;
import reactor.netty.resources.LoopResources;
import reactor.test.StepVerifier;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.http.client.autoconfigure.HttpClientAutoConfiguration;
import org.springframework.boot.jackson.autoconfigure.JacksonAutoConfiguration;
import org.springframework.boot.ssl.NoSuchSslBundleException;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;
import org.springframework.http.client.ReactorResourceFactory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link QStashAutoConfiguration}.
 */
@ExtendWith(OutputCaptureExtension.class)
class QStashAutoConfigurationTests {

	private static final Duration LIMIT = Duration.ofSeconds(10);

	private static final String RECEIPT = "{\"messageId\":\"msg_1\"}";

	private final ApplicationContextRunner runner = new ApplicationContextRunner().withConfiguration(AutoConfigurations
		.of(HttpClientAutoConfiguration.class, JacksonAutoConfiguration.class, QStashAutoConfiguration.class));

	private @Nullable DisposableServer server;

	@AfterEach
	void stopServer() {
		if (this.server != null) {
			this.server.disposeNow(LIMIT);
		}
	}

	@Test
	void templateIsThereWhenThereIsAToken() {
		this.runner.withPropertyValues("qstash.token=t")
			.run((context) -> assertThat(context).getBean(QStashOperations.class).isInstanceOf(QStashTemplate.class));
	}

	@Test
	void applicationThatOnlyReceivesStartsWithoutToken() {
		this.runner.run((context) -> assertThat(context).hasNotFailed());
	}

	@Test
	void applicationThatPublishesDoesNotStartWithoutTokenAndSaysWhatToSet(CapturedOutput output) {
		SpringApplication application = new SpringApplication(Publisher.class);
		application.setWebApplicationType(WebApplicationType.NONE);
		assertThatException().isThrownBy(application::run);
		assertThat(output).contains("APPLICATION FAILED TO START")
			.contains("'qstash.token'")
			.contains("QSTASH_TOKEN")
			.contains("io.github.qstash:qstash-spring-boot-devserver");
	}

	@Test
	void blankTokenIsNoToken() {
		this.runner.withPropertyValues("qstash.token= ")
			.withUserConfiguration(Publisher.class)
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.isInstanceOf(MissingQStashTokenException.class));
	}

	@Test
	void connectionDetailsComeFromProperties() {
		this.runner
			.withPropertyValues("qstash.url=https://qstash-us-east-1.upstash.io", "qstash.token=t",
					"qstash.current-signing-key=c", "qstash.next-signing-key=n")
			.run((context) -> {
				QStashConnectionDetails details = context.getBean(QStashConnectionDetails.class);
				assertThat(details.getUrl()).isEqualTo("https://qstash-us-east-1.upstash.io");
				assertThat(details.getToken()).isEqualTo("t");
				assertThat(details.getCurrentSigningKey()).isEqualTo("c");
				assertThat(details.getNextSigningKey()).isEqualTo("n");
			});
	}

	@Test
	void urlIsTheDefaultRegionWhenNotSet() {
		this.runner.run((context) -> assertThat(context.getBean(QStashConnectionDetails.class).getUrl())
			.isEqualTo("https://qstash.upstash.io"));
	}

	@Test
	void officialEnvironmentVariablesBindWithoutCode() {
		StandardEnvironment environment = new StandardEnvironment();
		environment.getPropertySources()
			.addFirst(new SystemEnvironmentPropertySource("test-systemEnvironment",
					Map.of("QSTASH_URL", "http://localhost:8080", "QSTASH_TOKEN", "t", "QSTASH_CURRENT_SIGNING_KEY",
							"c", "QSTASH_NEXT_SIGNING_KEY", "n")));
		QStashProperties properties = new Binder(ConfigurationPropertySources.get(environment))
			.bind("qstash", QStashProperties.class)
			.get();
		assertThat(properties.getUrl()).isEqualTo("http://localhost:8080");
		assertThat(properties.getToken()).isEqualTo("t");
		assertThat(properties.getCurrentSigningKey()).isEqualTo("c");
		assertThat(properties.getNextSigningKey()).isEqualTo("n");
	}

	@Test
	void publicUrlComesFromProperties() {
		this.runner.withPropertyValues("qstash.public-url=https://shop.example/base")
			.run((context) -> assertThat(context.getBean(QStashPublicUrl.class).get())
				.isEqualTo(URI.create("https://shop.example/base")));
		this.runner.run((context) -> assertThat(context.getBean(QStashPublicUrl.class).get()).isNull());
	}

	@ParameterizedTest
	@ValueSource(strings = { "shop.example.com", "/shop", "ftp://shop.example.com", "https://shop.example.com?x=1",
			"https:///shop", "https://shop.example.com#top" })
	void publicUrlThatIsNoBaseIsRefusedByName(String publicUrl) {
		this.runner.withPropertyValues("qstash.public-url=" + publicUrl)
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.isInstanceOf(InvalidConfigurationPropertyValueException.class)
				.hasMessageContaining("qstash.public-url")
				.hasMessageContaining(publicUrl.replaceFirst("[?#].*", "")));
	}

	@ParameterizedTest
	@ValueSource(strings = { "qstash.upstash.io", "ftp://qstash.upstash.io", "https://qstash.upstash.io?x=1", "h ttp" })
	void urlThatIsNoBaseIsRefusedByName(String url) {
		this.runner.withPropertyValues("qstash.token=t", "qstash.url=" + url)
			.withUserConfiguration(Publisher.class)
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.isInstanceOf(InvalidConfigurationPropertyValueException.class)
				.hasMessageContaining("qstash.url")
				.hasMessageContaining(url.replaceFirst("[?#].*", "")));
	}

	@Test
	void tokenThatWouldTravelInTheClearIsWarnedAbout(CapturedOutput output) {
		this.runner.withPropertyValues("qstash.token=the-token", "qstash.url=http://localhost:8080")
			.run((context) -> context.getBean(QStashTemplate.class));
		assertThat(output).doesNotContain("without encryption");
		this.runner.withPropertyValues("qstash.token=the-token", "qstash.url=http://qstash.example")
			.run((context) -> context.getBean(QStashTemplate.class));
		assertThat(output).contains("sent to http://qstash.example without encryption").doesNotContain("the-token");
	}

	@Test
	void connectionsAreClosedWithTheApplication() throws InterruptedException {
		CountDownLatch closed = new CountDownLatch(1);
		HttpServer server = answering().doOnConnection((connection) -> connection.onDispose(closed::countDown));
		publisherTo(server).run((context) -> {
			context.getBean(QStashOperations.class).publish("https://example.com", "x").block(LIMIT);
			assertThat(closed.getCount()).isOne();
		});
		assertThat(closed.await(5, TimeUnit.SECONDS)).isTrue();
	}

	@ParameterizedTest
	@ValueSource(ints = { 0, 1 })
	void callAfterTheApplicationWasClosedFailsAndOpensNoConnection(int callsBefore) {
		AtomicInteger connections = new AtomicInteger();
		HttpServer server = answering().doOnConnection((connection) -> connections.incrementAndGet());
		publisherTo(server).run((context) -> {
			Mono<PublishResponse> call = context.getBean(QStashOperations.class).publish("https://example.com", "x");
			Flux.range(0, callsBefore).concatMap((i) -> call).blockLast(LIMIT);
			context.close();
			StepVerifier.create(call)
				.expectErrorSatisfies((ex) -> assertThat(ex).isInstanceOf(QStashClientException.class)
					.hasMessageContaining("closed with the application, nothing was sent"))
				.verify(LIMIT);
		});
		assertThat(connections).hasValue(callsBefore);
	}

	@Test
	void noPoolIsMadeAfterTheApplicationWasClosed() {
		QStashConnections connections = new QStashConnections(new QStashProperties.Client());
		connections.destroy();
		assertThatExceptionOfType(QStashClientException.class).isThrownBy(connections::client);
	}

	@Test
	void closingTheApplicationWaitsForCallsUnderWay() {
		CountDownLatch arrived = new CountDownLatch(1);
		Sinks.One<String> answer = Sinks.one();
		publisherTo(HttpServer.create().handle((request, response) -> {
			arrived.countDown();
			return response.sendString(answer.asMono());
		})).run((context) -> {
			CompletableFuture<PublishResponse> call = context.getBean(QStashOperations.class)
				.publish("https://example.com", "x")
				.toFuture();
			assertThat(arrived.await(5, TimeUnit.SECONDS)).isTrue();
			CompletableFuture<Void> closed = CompletableFuture.runAsync(context::close);
			answer.tryEmitValue(RECEIPT);
			assertThat(call.get(5, TimeUnit.SECONDS).messageId()).isEqualTo("msg_1");
			closed.get(5, TimeUnit.SECONDS);
		});
	}

	@Test
	void callThatDoesNotEndDoesNotKeepTheApplication() {
		publisherTo(silent())
			.withPropertyValues("qstash.client.shutdown-timeout=50ms", "qstash.client.retry.max-retries=0")
			.run((context) -> {
				Disposable call = context.getBean(QStashOperations.class)
					.publish("https://example.com", "x")
					.subscribe();
				assertThat(CompletableFuture.runAsync(context::close)).succeedsWithin(Duration.ofSeconds(5));
				// or its time-out is logged while other tests look at the log
				call.dispose();
			});
	}

	@Test
	void closingAReactiveApplicationWaitsForACallBetweenTwoAttempts() {
		CountDownLatch refused = new CountDownLatch(1);
		LoopResources loops = LoopResources.create("test-server");
		HttpServer server = HttpServer.create().runOn(loops).handle((request, response) -> {
			boolean first = refused.getCount() > 0;
			refused.countDown();
			return response.status(first ? 503 : 200).sendString(Mono.just(RECEIPT));
		});
		try {
			publisherTo(server).withBean(ReactorResourceFactory.class)
				.withPropertyValues("qstash.client.retry.first-backoff=400ms")
				.run((context) -> {
					CompletableFuture<PublishResponse> call = context.getBean(QStashOperations.class)
						.publish("https://example.com", "x")
						.toFuture();
					assertThat(refused.await(5, TimeUnit.SECONDS)).isTrue();
					context.close();
					assertThat(call).isCompletedWithValueMatching((receipt) -> "msg_1".equals(receipt.messageId()));
				});
		}
		finally {
			stopServer();
			loops.disposeLater().block(LIMIT);
		}
	}

	@Test
	void callThatFindsThePoolFullIsRefusedAtOnce() {
		publisherTo(silent())
			.withPropertyValues("qstash.client.pool.max-connections=1", "qstash.client.pool.max-pending=1",
					"qstash.client.shutdown-timeout=10ms")
			.run((context) -> {
				QStashOperations qstash = context.getBean(QStashOperations.class);
				Disposable taken = qstash.publish("https://example.com", "taken").subscribe();
				// whichever comes first waits for the connection
				StepVerifier
					.create(Flux.merge(qstash.publish("https://example.com", "x"),
							qstash.publish("https://example.com", "y"), qstash.publish("https://example.com", "z")))
					.expectErrorSatisfies((ex) -> assertThat(ex).isInstanceOf(QStashOverloadException.class)
						.hasMessageContaining("nothing was sent")
						.hasMessageContaining("qstash.client.pool"))
					.verify(Duration.ofSeconds(5));
				taken.dispose();
			});
	}

	@Test
	void callWaitsForAConnectionNoLongerThanItMay() {
		publisherTo(silent())
			.withPropertyValues("qstash.client.pool.max-connections=1", "qstash.client.pool.acquire-timeout=20ms",
					"qstash.client.retry.max-retries=0", "qstash.client.shutdown-timeout=10ms")
			.run((context) -> {
				QStashOperations qstash = context.getBean(QStashOperations.class);
				Disposable taken = qstash.publish("https://example.com", "taken").subscribe();
				StepVerifier.create(qstash.publish("https://example.com", "x"))
					.expectErrorSatisfies((ex) -> assertThat(ex).isInstanceOf(QStashOverloadException.class)
						.hasMessageContaining("qstash.client.pool"))
					.verify(Duration.ofSeconds(5));
				taken.dispose();
			});
	}

	@ParameterizedTest
	@CsvSource({ "max-idle-time=1ms, 2", "max-life-time=1ms, 2", "max-idle-time=1m, 1", "max-life-time=1m, 1" })
	void connectionIsKeptNoLongerThanItMay(String property, int expected) {
		Set<String> connections = ConcurrentHashMap.newKeySet();
		publisherTo(answering().doOnConnection((connection) -> connections.add(connection.channel().id().asLongText())))
			.withPropertyValues("qstash.client.pool.max-connections=1", "qstash.client.pool." + property)
			.run((context) -> {
				QStashOperations qstash = context.getBean(QStashOperations.class);
				qstash.publish("https://example.com", "x")
					.delayElement(Duration.ofMillis(20))
					.then(qstash.publish("https://example.com", "x"))
					.block(LIMIT);
				assertThat(connections).hasSize(expected);
			});
	}

	@Test
	void globalCookieSettingDoesNotConcernQStash() {
		this.runner.withPropertyValues("qstash.token=t", "spring.http.clients.cookie-handling=enable")
			.run((context) -> assertThat(context).hasSingleBean(QStashTemplate.class));
	}

	@ParameterizedTest
	@ValueSource(strings = { "https://me:secret@qstash.example", "https://qstash.example?secret=1",
			"https://qstash.example#secret" })
	void urlWithASecretIsRefusedAndNotShown(String url) {
		this.runner.withUserConfiguration(Publisher.class)
			.withPropertyValues("qstash.token=t", "qstash.url=" + url)
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.isInstanceOfSatisfying(InvalidConfigurationPropertyValueException.class,
						(ex) -> assertThat(ex.getValue().toString()).startsWith("https:").doesNotContain("secret")));
	}

	@Test
	void callsAreObservedWhenThereIsARegistry() {
		TestObservationRegistry registry = TestObservationRegistry.create();
		this.runner.withBean(ObservationRegistry.class, () -> registry)
			.withPropertyValues("qstash.token=t", "qstash.url=http://127.0.0.1:1", "qstash.client.retry.max-retries=0")
			.run((context) -> context.getBean(QStashOperations.class)
				.publish("https://example.com", "x")
				.onErrorComplete()
				.block(LIMIT));
		TestObservationRegistryAssert.assertThat(registry).hasObservationWithNameEqualTo("qstash.publish");
	}

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void tracesAreForwardedUnlessToldOtherwise(boolean forward) {
		AtomicBoolean forwarded = new AtomicBoolean();
		ObservationRegistry registry = TestObservationRegistry.create();
		registry.observationConfig()
			.observationHandler(new ObservationTextPublisher((text) -> forwarded.set(true),
					(context) -> context instanceof QStashSenderContext sender
							&& sender.getCarrier() != ForwardedTrace.NONE));
		this.runner.withBean(ObservationRegistry.class, () -> registry)
			.withPropertyValues("qstash.token=t", "qstash.url=http://127.0.0.1:1", "qstash.client.retry.max-retries=0",
					"qstash.publish.forward-traces=" + forward)
			.run((context) -> context.getBean(QStashOperations.class)
				.publish("https://example.com", "x")
				.onErrorComplete()
				.block(LIMIT));
		assertThat(forwarded.get()).isEqualTo(forward);
	}

	@Test
	void batchSettingsComeFromProperties() {
		this.runner
			.withPropertyValues("qstash.batch.max-messages=7", "qstash.batch.max-size=1KB", "qstash.batch.max-wait=1s",
					"qstash.batch.concurrency=2", "qstash.batch.fail-fast=true")
			.run((context) -> assertThat(context.getBean(QStashBatchSettings.class)).usingRecursiveComparison()
				.isEqualTo(QStashBatchSettings.builder()
					.maxMessages(7)
					.maxBytes(1024)
					.maxWait(Duration.ofSeconds(1))
					.concurrency(2)
					.failFast(true)
					.build()));
	}

	@ParameterizedTest
	@ValueSource(strings = { "qstash.batch.max-messages=0", "qstash.batch.max-size=0B", "qstash.batch.max-wait=0s",
			"qstash.batch.concurrency=-1", "qstash.client.retry.max-retries=-1", "qstash.client.retry.max-wait=-1s",
			"qstash.client.pool.max-connections=0", "qstash.client.pool.max-pending=-2",
			"qstash.client.connect-timeout=-1s", "qstash.client.connect-timeout=25d",
			"qstash.client.response-timeout=0s" })
	void wrongOptionIsRefusedWithTheNameOfItsProperty(String property) {
		this.runner.withUserConfiguration(Publisher.class)
			.withPropertyValues("qstash.token=t", property)
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.isInstanceOfSatisfying(InvalidConfigurationPropertyValueException.class,
						(ex) -> assertThat(ex.getName()).isEqualTo(property.substring(0, property.indexOf('=')))));
	}

	@ParameterizedTest
	@CsvSource({ "qstash.token, a secret", "qstash.regions.us-east-1.token, a\u00a0secret" })
	void tokenThatCannotBeOneIsRefusedByNameAndNotShown(String property, String token) {
		this.runner
			.withPropertyValues(property + "=" + token, "qstash.region=us-east-1",
					"qstash.regions.us-east-1.url=" + (property.contains("region") ? "https://us.example" : ""))
			.run((context) -> {
				FailureAnalysis analysis = new InvalidQStashTokenFailureAnalyzer()
					.analyze(Objects.requireNonNull(context.getStartupFailure()));
				assertThat(Objects.requireNonNull(analysis).getDescription()).contains("'" + property + "'")
					.doesNotContain("secret");
				assertThat(analysis.getAction()).contains(property);
			});
	}

	@Test
	void lineBreakAtTheEndOfATokenIsMended() {
		this.runner.withUserConfiguration(Publisher.class)
			.withPropertyValues("qstash.token=t\n")
			.run((context) -> assertThat(context).hasSingleBean(QStashTemplate.class));
	}

	@Test
	void ownOperationsReplaceTheTemplateAndNeedNoToken() {
		QStashOperations own = BDDMockito.mock(QStashOperations.class);
		this.runner.withBean(QStashOperations.class, () -> own)
			.withUserConfiguration(Publisher.class)
			.run((context) -> assertThat(context).getBean(QStashOperations.class).isSameAs(own));
	}

	@Test
	void ownConnectionDetailsReplaceTheProperties() {
		this.runner.withBean(QStashConnectionDetails.class, OwnConnectionDetails::new)
			.withUserConfiguration(Publisher.class)
			.run((context) -> assertThat(context).hasSingleBean(QStashConnectionDetails.class)
				.hasSingleBean(QStashTemplate.class));
	}

	@Test
	void ownPublicUrlReplacesTheProperty() {
		this.runner.withBean(QStashPublicUrl.class, () -> () -> URI.create("https://own.example"))
			.withPropertyValues("qstash.public-url=https://shop.example")
			.run((context) -> assertThat(context.getBean(QStashPublicUrl.class).get())
				.isEqualTo(URI.create("https://own.example")));
	}

	@Test
	void timeoutsHaveDefaults() {
		assertClient(new String[0], Duration.ofSeconds(5), Duration.ofSeconds(30));
	}

	@Test
	void globalHttpClientTimeoutsAreHonoured() {
		assertClient(new String[] { "spring.http.clients.connect-timeout=2s", "spring.http.clients.read-timeout=7s" },
				Duration.ofSeconds(2), Duration.ofSeconds(7));
	}

	@Test
	void ownTimeoutsWinOverGlobalOnes() {
		assertClient(
				new String[] { "spring.http.clients.connect-timeout=2s", "spring.http.clients.read-timeout=7s",
						"qstash.client.connect-timeout=1s", "qstash.client.response-timeout=3s" },
				Duration.ofSeconds(1), Duration.ofSeconds(3));
	}

	@Test
	void redirectsAreNotFollowedEvenWhenGloballyAllowed() {
		this.runner.withPropertyValues("qstash.token=t", "spring.http.clients.redirects=follow")
			.withBean(CapturingCustomizer.class)
			.run((context) -> {
				context.getBean(QStashTemplate.class);
				HttpClient client = context.getBean(CapturingCustomizer.class).client();
				assertThat(client.configuration().followRedirectPredicate()).isNull();
			});
	}

	@Test
	void customizerThatFailsKeepsTheApplicationFromStarting() {
		this.runner.withUserConfiguration(Publisher.class)
			.withPropertyValues("qstash.token=t")
			.withBean(QStashHttpClientCustomizer.class, () -> (client) -> {
				throw new IllegalStateException("wrong client");
			})
			.run((context) -> assertThat(context).getFailure().hasRootCauseMessage("wrong client"));
	}

	@ParameterizedTest
	@ValueSource(strings = { "spring.http.clients.ssl.bundle", "qstash.client.ssl.bundle" })
	void missingTlsBundleKeepsTheApplicationFromStarting(String property) {
		this.runner.withConfiguration(AutoConfigurations.of(SslAutoConfiguration.class))
			.withUserConfiguration(Publisher.class)
			.withPropertyValues("qstash.token=t", property + "=missing")
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.isInstanceOf(NoSuchSslBundleException.class));
	}

	@Test
	void tlsBundleThatCannotBeReadKeepsTheApplicationFromStarting() {
		this.runner.withConfiguration(AutoConfigurations.of(SslAutoConfiguration.class))
			.withUserConfiguration(Publisher.class)
			.withPropertyValues("qstash.token=t", "qstash.client.ssl.bundle=private",
					"spring.ssl.bundle.jks.private.truststore.location=file:missing.p12")
			.run((context) -> assertThat(context).getFailure().rootCause().hasMessageContaining("missing.p12"));
	}

	private ApplicationContextRunner publisherTo(HttpServer server) {
		this.server = server.host("127.0.0.1").port(0).bindNow(LIMIT);
		return this.runner.withPropertyValues("qstash.token=t", "qstash.url=http://127.0.0.1:" + this.server.port());
	}

	private static HttpServer answering() {
		return HttpServer.create().handle((request, response) -> response.sendString(Mono.just(RECEIPT)));
	}

	private static HttpServer silent() {
		return HttpServer.create().handle((request, response) -> Mono.never());
	}

	private void assertClient(String[] properties, Duration connectTimeout, Duration responseTimeout) {
		this.runner.withPropertyValues("qstash.token=t")
			.withPropertyValues(properties)
			.withBean(CapturingCustomizer.class)
			.run((context) -> {
				context.getBean(QStashTemplate.class);
				HttpClient client = context.getBean(CapturingCustomizer.class).client();
				assertThat(client.configuration().options().get(ChannelOption.CONNECT_TIMEOUT_MILLIS))
					.isEqualTo(Math.toIntExact(connectTimeout.toMillis()));
				assertThat(client.configuration().responseTimeout()).isEqualTo(responseTimeout);
			});
	}

	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration(QStashAutoConfiguration.class)
	static class Publisher {

		@Bean
		String publisher(QStashOperations qstash) {
			return "publishes";
		}

	}

	static class CapturingCustomizer implements QStashHttpClientCustomizer {

		private @Nullable HttpClient client;

		@Override
		public HttpClient customize(HttpClient httpClient) {
			this.client = httpClient;
			return httpClient;
		}

		HttpClient client() {
			assertThat(this.client).isNotNull();
			return this.client;
		}

	}

	static class OwnConnectionDetails implements QStashConnectionDetails {

		@Override
		public String getToken() {
			return "own";
		}

		@Override
		public @Nullable String getCurrentSigningKey() {
			return null;
		}

		@Override
		public @Nullable String getNextSigningKey() {
			return null;
		}

	}

}
