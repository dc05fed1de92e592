package io.github.qstash.devserver.test;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import io.github.qstash.client.QStashOperations;
import io.github.qstash.devserver.QStashDevServer;
import io.github.qstash.message.QStashMessage;
import io.github.qstash.receive.QStashController;
import io.github.qstash.receive.QStashDelivery;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.platform.commons.support.AnnotationSupport;
import reactor.core.publisher.Mono;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.test.context.TestContextManager;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatNoException;

@SpringBootTest(classes = AutoConfigureQStashDevServerTests.Application.class,
		webEnvironment = WebEnvironment.RANDOM_PORT,
		properties = { "spring.reactor.netty.shutdown-quiet-period=200ms", "qstash.devserver.enabled=false" })
@AutoConfigureQStashDevServer(startAt = "2026-01-31T23:59:50Z")
@TestMethodOrder(MethodOrderer.MethodName.class)
@ExtendWith(OutputCaptureExtension.class)
class AutoConfigureQStashDevServerTests {

	private static final Duration LIMIT = Duration.ofSeconds(5);

	@Autowired
	private QStashTestServer server;

	@Autowired
	private QStashDevServer devServer;

	@Autowired
	private QStashOperations qstash;

	@Autowired
	private Inbox inbox;

	@Test
	void aTestFindsAServerOfItsOwnTime() {
		assertThat(this.server.server()).isSameAs(this.devServer);
		assertThat(this.devServer.port()).isNotEqualTo(8585);
		assertThat(this.server.now()).isEqualTo(Instant.parse("2026-01-31T23:59:50Z"));
	}

	@Test
	void deliveriesAreGenuineWhateverTheClockSays() {
		this.server.faults().to("/in").loseAnswer();
		publish("later", Duration.ofDays(30));
		this.server.advance(Duration.ofDays(31));
		assertThat(this.server).delivered("/in").times(2).sameMessage().answered(0, 200);
		assertThat(this.inbox.received).endsWith("later", "later");
	}

	@Test
	void receiverRefusesWhatIsNotGenuine() {
		this.server.faults().to("/in").staleSignature();
		this.server.faults().to("/in").wrongSignature();
		this.server.faults().to("/in").truncateBody(0);
		publish("x", Duration.ZERO);
		this.server.advance(Duration.ofDays(1));
		assertThat(this.server).delivered("/in").answered(401, 401, 401, 200);
	}

	@Test
	void serverIsResetBeforeEachTest() throws Exception {
		publish("x", Duration.ofHours(1));
		this.server.advance(Duration.ofMinutes(1));
		TestContextManager next = begin(AutoConfigureQStashDevServerTests.class);
		assertThat(this.server).hasNothingPending();
		assertThat(this.server.messages()).isEmpty();
		assertThat(this.server.now()).isEqualTo(Instant.parse("2026-01-31T23:59:50Z"));
		end(next, null);
	}

	@Test
	void whenAFaultWasNeverHitThenTheTestFails() throws Exception {
		TestContextManager test = begin(AutoConfigureQStashDevServerTests.class);
		this.server.faults().to("/nowhere").refuse();
		assertThatExceptionOfType(AssertionError.class).isThrownBy(() -> end(test, null))
			.withMessageContaining("to /nowhere: hit 0 of 1");
		this.server.reset();
	}

	@Test
	void whenATestFailsThenItsTimelineIsLogged(CapturedOutput output) throws Exception {
		TestContextManager test = begin(AutoConfigureQStashDevServerTests.class);
		publish("x", Duration.ofHours(1));
		this.server.faults().to("/nowhere").refuse();
		assertThatNoException().isThrownBy(() -> end(test, new AssertionError("the test's own")));
		assertThat(output).contains("failed. What happened:").contains("CREATED    POST http://localhost:");
		this.server.reset();
	}

	@Test
	void testsWithTheAnnotationExcludeEachOther() {
		assertThat(AnnotationSupport.findRepeatableAnnotations(getClass(), ResourceLock.class)).hasSize(1);
	}

	@Test
	void propertiesThatPointElsewhereFailTheTest() {
		assertThatExceptionOfType(IllegalStateException.class).isThrownBy(() -> begin(Elsewhere.class))
			.havingRootCause()
			.withMessageContaining("qstash.url, qstash.token are set")
			.withMessageContaining("allowRealQStash = true")
			.withMessageNotContaining("secret");
	}

	@Test
	void blankPropertiesDoNotPointElsewhere() throws Exception {
		Blank test = new Blank();
		new TestContextManager(Blank.class).prepareTestInstance(test);
		assertThat(test.server).isNotNull();
	}

	@Test
	void whenItIsAllowedThenPropertiesMayPointElsewhere() throws Exception {
		ElsewhereOnPurpose test = new ElsewhereOnPurpose();
		TestContextManager manager = new TestContextManager(ElsewhereOnPurpose.class);
		manager.prepareTestInstance(test);
		assertThat(manager.getTestContext().getApplicationContext().getBeanNamesForType(QStashTestServer.class))
			.isEmpty();
		assertThat(manager.getTestContext().getApplicationContext().getBeanNamesForType(QStashDevServer.class))
			.isEmpty();
	}

	private TestContextManager begin(Class<?> type) throws Exception {
		TestContextManager manager = new TestContextManager(type);
		Object instance = (type == getClass()) ? new AutoConfigureQStashDevServerTests() : new Elsewhere();
		manager.prepareTestInstance(instance);
		manager.beforeTestMethod(instance, getClass().getDeclaredMethod("testsWithTheAnnotationExcludeEachOther"));
		return manager;
	}

	private void end(TestContextManager manager, Throwable failure) throws Exception {
		manager.afterTestMethod(manager.getTestContext().getTestInstance(),
				getClass().getDeclaredMethod("testsWithTheAnnotationExcludeEachOther"), failure);
	}

	private void publish(String body, Duration delay) {
		this.qstash.publish(QStashMessage.to("/in").body(body).delay(delay).build()).block(LIMIT);
	}

	@Nested
	class InANestedClass {

		@Test
		void itIsTheSameServer(@Autowired QStashTestServer nested) {
			assertThat(nested).isSameAs(AutoConfigureQStashDevServerTests.this.server);
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	@Import(Inbox.class)
	static class Application {

	}

	@RestController
	@RequestMapping("/in")
	static class Inbox extends QStashController<String> {

		private final List<String> received = new CopyOnWriteArrayList<>();

		@Override
		protected Mono<?> handle(QStashDelivery<String> delivery) {
			this.received.add(delivery.payload());
			return Mono.empty();
		}

	}

	@SpringBootTest(classes = Application.class, webEnvironment = WebEnvironment.NONE,
			properties = { "qstash.url=https://qstash.upstash.io", "qstash.token=secret" })
	@AutoConfigureQStashDevServer
	static class Elsewhere {

	}

	@SpringBootTest(classes = EmptyApplication.class, webEnvironment = WebEnvironment.NONE,
			properties = { "qstash.url=https://qstash.upstash.io", "qstash.token=secret" })
	@AutoConfigureQStashDevServer(allowRealQStash = true)
	static class ElsewhereOnPurpose {

	}

	@SpringBootTest(classes = EmptyApplication.class, webEnvironment = WebEnvironment.NONE,
			properties = { "qstash.url=", "qstash.token=" })
	@AutoConfigureQStashDevServer
	static class Blank {

		@Autowired
		private QStashTestServer server;

	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class EmptyApplication {

	}

}
