package io.github.qstash.autoconfigure.publish;

import java.util.Iterator;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.function.Supplier;
import java.util.stream.Stream;

import io.github.qstash.annotation.PublishFailurePolicy;
import io.github.qstash.annotation.PublishMode;
import io.github.qstash.annotation.QStashPublish;
import io.github.qstash.publish.InvalidQStashPublishException;
import io.github.qstash.publish.RecordingOperations;
import io.reactivex.rxjava3.core.Completable;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import reactor.core.publisher.Mono;

import org.springframework.beans.factory.BeanCreationException;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.autoconfigure.context.PropertyPlaceholderAutoConfiguration;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.ResponseEntity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for annotated methods that are refused at startup.
 */
@ExtendWith(OutputCaptureExtension.class)
class InvalidQStashPublishTests {

	private final ApplicationContextRunner contextRunner = new ApplicationContextRunner()
		.withConfiguration(
				AutoConfigurations.of(QStashPublishAutoConfiguration.class, PropertyPlaceholderAutoConfiguration.class))
		.withPropertyValues("my.delay=10 parsecs", "my.blank=  ")
		.withBean(RecordingOperations.class);

	@ParameterizedTest(name = "{0}")
	@MethodSource
	void whenMethodCannotWorkThenApplicationDoesNotStart(Supplier<Object> bean, String problem, String action) {
		this.contextRunner.withBean("shop", Object.class, bean).run((context) -> {
			assertThat(context).hasFailed();
			FailureAnalysis analysis = analyze(context.getStartupFailure());
			assertThat(analysis.getCause()).isInstanceOf(InvalidQStashPublishException.class);
			assertThat(analysis.getDescription())
				.matches("@QStashPublish on method '\\Q" + getClass().getName()
						+ "\\E\\$\\w+\\.(publish|second)\\(\\)' " + "of bean 'shop' is not valid: .*\\.")
				.contains(problem);
			assertThat(analysis.getAction()).contains(action);
		});
	}

	static Stream<Arguments> whenMethodCannotWorkThenApplicationDoesNotStart() {
		String publishedElsewhere = "or publish with QStashOperations";
		return Stream.of(
				refused("void", ReturnsVoid::new, "its return type 'void' cannot be published",
						"Return the value to publish, " + publishedElsewhere),
				refused("Void", ReturnsVoidObject::new, "its return type 'java.lang.Void' cannot be published",
						"Return the value"),
				refused("Mono of Void", ReturnsMonoOfVoid::new, "Mono<java.lang.Void>' cannot be published",
						"Return the value"),
				refused("Mono of Mono", ReturnsMonoOfMono::new, "cannot be published",
						"Return the reactive type itself"),
				refused("Future", ReturnsFuture::new, "cannot be published", "It cannot be listened to."),
				refused("Stream", ReturnsStream::new, "cannot be published", "Return a collection"),
				refused("private", PrivateMethod::new, "it is private, and a proxy does not intercept it",
						"Make the method non-private, and call it from another bean"),
				refused("final", FinalMethod::new, "it is final, and a proxy does not intercept it",
						"Make the method non-final"),
				refused("static", StaticMethod::new, "it is static, and a proxy does not intercept it",
						"Make the method non-static"),
				refused("no destination", NoDestination::new, "'destination' must not be empty",
						"Set 'destination' to an absolute URL"),
				refused("blank destination", BlankDestination::new, "'destination' must not be empty",
						"Set 'destination' to an absolute URL"),
				refused("no URL", SchemelessDestination::new, "but was 'example.com/orders'", "Correct the attribute"),
				refused("unknown placeholder", UnknownPlaceholder::new,
						"'destination' has a placeholder that cannot be resolved: '${my.unknown}'",
						"Define the property"),
				refused("queue name", InvalidQueue::new,
						"'queue' must consist of letters, digits, '-', '_' and '.' but was 'my queue'",
						"Correct the attribute"),
				refused("delay", InvalidDelay::new, "'delay' must be a duration with its unit but was '10 parsecs'",
						"10s, PT10S or 1d10h30m"),
				refused("delay without unit", DelayWithoutUnit::new,
						"'delay' must be a duration with its unit but was '10'", "10s, PT10S or 1d10h30m"),
				refused("negative delay", NegativeDelay::new, "'delay' must not be negative but was PT-10S",
						"Correct the attribute"),
				refused("retries", InvalidRetries::new, "'retries' must be a whole number but was 'many'",
						"Set 'retries' to a whole number, zero or more."),
				refused("negative retries", NegativeRetries::new, "'retries' must not be negative but was -1",
						"Correct the attribute"),
				refused("destination that needs a callback", NeedsCallback::new,
						"'destination' is not valid: 'callback' must be set when the destination is 'api/llm'",
						"Correct the attribute"),
				refused("delay and instant", DelayAndInstant::new, "'delay' must not be set together with 'notBefore'",
						"Set only one of them."),
				refused("instant", InvalidInstant::new, "'notBefore' must be an instant but was 'tomorrow'",
						"2030-01-01T00:00:00Z"),
				refused("expression that cannot be parsed", UnparsableExpression::new,
						"'destination' has an expression that cannot be parsed", "Correct the expression."),
				refused("expression that does not end", OpenExpression::new,
						"'destination' has an expression that cannot be parsed", "Correct the expression."),
				refused("unknown variable", UnknownVariable::new,
						"'destination' refers to '#reslut', which is not known: '/a/#{#reslut}'", "Refer to #result"),
				refused("bare condition", BareCondition::new,
						"'condition' is no expression but the text '#result != null'", "Write expressions as #{...}."),
				refused("condition that is no boolean", InvalidCondition::new,
						"'condition' must be true or false but was 'maybe'", "Set 'condition' to true or false."),
				refused("method", InvalidMethod::new, "'method' must be an HTTP method but was 'FETCH'",
						"one of GET, POST"),
				refused("header", InvalidHeader::new,
						"'headers' must be a name, a colon and a value but was 'X-Tenant'",
						"Write a header as 'Name: value'."),
				refused("header name", ExpressionAsHeaderName::new,
						"'headers' must be a name, a colon and a value but was '#{#result}: a'",
						"Only the value may have expressions."),
				refused("callback", InvalidCallback::new,
						"'callback' must be an absolute http(s) URL or a path of this application that starts with '/' but was 'group'",
						"Correct the attribute"),
				refused("flow control without limits", NoLimit::new, "'flowControlKey' must not be set without a limit",
						"'flowControlRate' or both"),
				refused("flow control without key", NoKey::new, "'flowControlKey' must not be empty",
						"Set 'flowControlKey'"),
				refused("period without rate", NoRate::new,
						"'flowControlPeriod' must not be set without 'flowControlRate'", "Set 'flowControlRate' too."),
				refused("asynchronous mode of a Mono", AsyncMono::new,
						"'mode' must not be ASYNC, because the method returns a reactive type or a future",
						"Leave it out"),
				refused("asynchronous mode that propagates", AsyncPropagates::new,
						"'onFailure' must not be PROPAGATE with mode ASYNC, whose caller has gone on",
						"LOG or HANDLER"),
				refused("no handler", NoHandler::new,
						"'onFailure' must not be HANDLER, because there is no QStashPublishFailureHandler",
						"Define a bean of that type"),
				refused("batch of a Mono", BatchedMono::new,
						"'batch' must not be set, because the method returns no type of many values", "Return a Flux"),
				refused("split of a value", SplitValue::new,
						"'split' must not be set, because the method returns no collection and no array",
						"return a collection"),
				refused("Completable", ReturnsCompletable::new,
						"its return type 'io.reactivex.rxjava3.core.Completable' cannot be published",
						"Return the value"),
				refused("iterator", ReturnsIterator::new, "cannot be published", "It can be read only once"),
				refused("Mono of Stream", ReturnsMonoOfStream::new, "cannot be published", "It can be read only once"),
				refused("response with a Mono", ReturnsEntityOfMono::new, "cannot be published",
						"Return the reactive type itself"),
				refused("kind of future", ReturnsOwnFuture::new, "cannot be published",
						"CompletableFuture or CompletionStage"),
				refused("class", AnnotatedClass::new, "its return type 'java.lang.Void' cannot be published",
						"Return the value"),
				refused("final class", FinalClass::new, "its class is final, and there can be no proxy of it",
						"Make the class non-final"),
				refused("second method", SecondMethod::new, "'destination' must not be empty",
						"Set 'destination' to an absolute URL"),
				refused("interface", ImplementsInterface::new, "its return type 'void' cannot be published",
						"Return the value"));
	}

	@Test
	void whenSeveralMethodsCannotWorkThenAllAreNamed() {
		this.contextRunner.withBean("first", ReturnsVoid.class)
			.withBean("second", WrongTwice.class)
			.withBean("last", FinalClass.class)
			.run((context) -> {
				assertThat(context).hasFailed();
				FailureAnalysis analysis = analyze(context.getStartupFailure());
				assertThat(analysis.getDescription().lines()).hasSize(5)
					.anySatisfy((line) -> assertThat(line).contains("of bean 'first'", "its return type 'void'"))
					.anySatisfy((line) -> assertThat(line).contains("one()' of bean 'second'", "'queue' must"))
					.anySatisfy((line) -> assertThat(line).contains("one()' of bean 'second'", "'retries' must"))
					.anySatisfy((line) -> assertThat(line).contains("two()' of bean 'second'", "it is private"))
					.anySatisfy((line) -> assertThat(line).contains("of bean 'last'", "its class is final"));
				assertThat(analysis.getAction()).contains("Correct the attribute", "Make the method non-private",
						"Make the class non-final");
			});
	}

	@Test
	void whenBeanIsLazyThenItIsRefusedWhenItIsCreated() {
		this.contextRunner
			.withBean("shop", ReturnsVoid.class, ReturnsVoid::new, (definition) -> definition.setLazyInit(true))
			.run((context) -> {
				assertThat(context).hasNotFailed();
				assertThatExceptionOfType(BeanCreationException.class).isThrownBy(() -> context.getBean("shop"))
					.havingRootCause()
					.isInstanceOf(InvalidQStashPublishException.class)
					.withMessageContaining("of bean 'shop'");
			});
	}

	@Test
	void whenPlaceholderCannotBeResolvedThenItsValueIsNotShown() {
		this.contextRunner.withPropertyValues("my.unknown=https://example.com?key=secret&x=${my.other}")
			.withBean("shop", UnknownPlaceholder.class)
			.run((context) -> {
				assertThat(context).hasFailed();
				assertThat(analyze(context.getStartupFailure()).getDescription()).contains("'${my.unknown}'")
					.doesNotContain("secret");
			});
	}

	@Test
	void whenApplicationDoesNotStartThenItSaysWhatIsWrong(CapturedOutput output) {
		SpringApplication application = new SpringApplication(Application.class);
		application.setWebApplicationType(WebApplicationType.NONE);
		assertThatException().isThrownBy(application::run);
		assertThat(output).contains("APPLICATION FAILED TO START")
			.contains(
					"$ReturnsVoid.publish()' of bean 'shop' is not valid: its return type 'void' cannot be published.")
			.contains("Return the value to publish, or publish with QStashOperations.");
	}

	private static Arguments refused(String name, Supplier<Object> bean, String problem, String action) {
		return Arguments.of(Named.of(name, bean), problem, action);
	}

	private static FailureAnalysis analyze(Throwable failure) {
		return new InvalidQStashPublishFailureAnalyzer().analyze(failure);
	}

	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration(QStashPublishAutoConfiguration.class)
	static class Application {

		@Bean
		ReturnsVoid shop() {
			return new ReturnsVoid();
		}

	}

	static class ReturnsVoid {

		@QStashPublish("/a")
		void publish() {
		}

	}

	static class ReturnsVoidObject {

		@QStashPublish("/a")
		Void publish() {
			return null;
		}

	}

	static class ReturnsMonoOfVoid {

		@QStashPublish("/a")
		Mono<Void> publish() {
			return Mono.empty();
		}

	}

	static class ReturnsMonoOfMono {

		@QStashPublish("/a")
		Mono<Mono<String>> publish() {
			return Mono.empty();
		}

	}

	static class ReturnsFuture {

		@QStashPublish("/a")
		Future<String> publish() {
			return CompletableFuture.completedFuture("a");
		}

	}

	static class ReturnsStream {

		@QStashPublish("/a")
		Stream<String> publish() {
			return Stream.empty();
		}

	}

	static class PrivateMethod {

		@QStashPublish("/a")
		private String publish() {
			return "a";
		}

	}

	static class FinalMethod {

		@QStashPublish("/a")
		final String publish() {
			return "a";
		}

	}

	static class StaticMethod {

		@QStashPublish("/a")
		static String publish() {
			return "a";
		}

	}

	static class NoDestination {

		@QStashPublish
		String publish() {
			return "a";
		}

	}

	static class BlankDestination {

		@QStashPublish("${my.blank}")
		String publish() {
			return "a";
		}

	}

	static class SchemelessDestination {

		@QStashPublish("example.com/orders")
		String publish() {
			return "a";
		}

	}

	static class NeedsCallback {

		@QStashPublish("api/llm")
		String publish() {
			return "a";
		}

	}

	static class UnknownPlaceholder {

		@QStashPublish("${my.unknown}")
		String publish() {
			return "a";
		}

	}

	static class InvalidQueue {

		@QStashPublish(destination = "/a", queue = "my queue")
		String publish() {
			return "a";
		}

	}

	static class InvalidDelay {

		@QStashPublish(destination = "/a", delay = "${my.delay}")
		String publish() {
			return "a";
		}

	}

	static class DelayWithoutUnit {

		@QStashPublish(destination = "/a", delay = "10")
		String publish() {
			return "a";
		}

	}

	static class NegativeDelay {

		@QStashPublish(destination = "/a", delay = "-10s")
		String publish() {
			return "a";
		}

	}

	static class InvalidRetries {

		@QStashPublish(destination = "/a", retries = "many")
		String publish() {
			return "a";
		}

	}

	static class NegativeRetries {

		@QStashPublish(destination = "/a", retries = "-1")
		String publish() {
			return "a";
		}

	}

	static class WrongTwice {

		@QStashPublish(destination = "/a", queue = "my queue", retries = "many")
		String one() {
			return "a";
		}

		@QStashPublish("/a")
		private String two() {
			return "a";
		}

	}

	static class SecondMethod {

		@QStashPublish("/a")
		String first() {
			return "a";
		}

		@QStashPublish
		String second() {
			return "a";
		}

	}

	static class DelayAndInstant {

		@QStashPublish(destination = "/a", delay = "10s", notBefore = "#{#root.args}")
		String publish() {
			return null;
		}

	}

	static class InvalidInstant {

		@QStashPublish(destination = "/a", notBefore = "tomorrow")
		String publish() {
			return null;
		}

	}

	static class UnparsableExpression {

		@QStashPublish("/a/#{#result.}")
		String publish() {
			return null;
		}

	}

	static class OpenExpression {

		@QStashPublish("/a/#{#result")
		String publish() {
			return null;
		}

	}

	static class UnknownVariable {

		@QStashPublish("/a/#{#reslut}")
		String publish() {
			return null;
		}

	}

	static class BareCondition {

		@QStashPublish(destination = "/a", condition = "#result != null")
		String publish() {
			return null;
		}

	}

	static class InvalidCondition {

		@QStashPublish(destination = "/a", condition = "maybe")
		String publish() {
			return null;
		}

	}

	static class InvalidMethod {

		@QStashPublish(destination = "/a", method = "FETCH")
		String publish() {
			return null;
		}

	}

	static class InvalidHeader {

		@QStashPublish(destination = "/a", headers = "X-Tenant")
		String publish() {
			return null;
		}

	}

	static class ExpressionAsHeaderName {

		@QStashPublish(destination = "/a", headers = "#{#result}: a")
		String publish() {
			return null;
		}

	}

	static class InvalidCallback {

		@QStashPublish(destination = "/a", callback = "group")
		String publish() {
			return null;
		}

	}

	static class NoLimit {

		@QStashPublish(destination = "/a", flowControlKey = "k")
		String publish() {
			return null;
		}

	}

	static class NoKey {

		@QStashPublish(destination = "/a", flowControlRate = "5")
		String publish() {
			return null;
		}

	}

	static class NoRate {

		@QStashPublish(destination = "/a", flowControlKey = "k", flowControlParallelism = "1", flowControlPeriod = "1m")
		String publish() {
			return null;
		}

	}

	static class AsyncMono {

		@QStashPublish(destination = "/a", mode = PublishMode.ASYNC)
		Mono<String> publish() {
			return null;
		}

	}

	static class AsyncPropagates {

		@QStashPublish(destination = "/a", mode = PublishMode.ASYNC, onFailure = PublishFailurePolicy.PROPAGATE)
		String publish() {
			return null;
		}

	}

	static class NoHandler {

		@QStashPublish(destination = "/a", onFailure = PublishFailurePolicy.HANDLER)
		String publish() {
			return null;
		}

	}

	static class BatchedMono {

		@QStashPublish(destination = "/a", batch = true)
		Mono<String> publish() {
			return null;
		}

	}

	static class SplitValue {

		@QStashPublish(destination = "/a", split = true)
		String publish() {
			return null;
		}

	}

	static class ReturnsCompletable {

		@QStashPublish("/a")
		Completable publish() {
			return null;
		}

	}

	static class ReturnsIterator {

		@QStashPublish("/a")
		Iterator<String> publish() {
			return null;
		}

	}

	static class ReturnsMonoOfStream {

		@QStashPublish("/a")
		Mono<Stream<String>> publish() {
			return null;
		}

	}

	static class ReturnsEntityOfMono {

		@QStashPublish("/a")
		ResponseEntity<Mono<String>> publish() {
			return null;
		}

	}

	static class ReturnsOwnFuture {

		@QStashPublish("/a")
		OwnFuture publish() {
			return null;
		}

	}

	@QStashPublish("/a")
	public static class AnnotatedClass {

		public Void publish() {
			return null;
		}

		public void nothingToPublish() {
		}

	}

	static final class FinalClass {

		@QStashPublish("/a")
		String publish() {
			return null;
		}

	}

	static class OwnFuture extends CompletableFuture<String> {

	}

	interface Annotated {

		@QStashPublish("/a")
		void publish();

	}

	static class ImplementsInterface implements Annotated {

		@Override
		public void publish() {
		}

	}

}
