package io.github.qstash.autoconfigure.publish;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import java.util.concurrent.Future;
import java.util.function.Supplier;
import java.util.stream.Stream;

import io.github.qstash.annotation.QStashPublish;
import io.github.qstash.publish.InvalidQStashPublishException;
import io.github.qstash.publish.RecordingOperations;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

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

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;

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
						+ "\\E\\$\\w+\\.(publish|second)\\(\\)' " + "of bean 'shop' is not valid: .*")
				.endsWith(problem + ".");
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
				refused("Mono of Mono", ReturnsMonoOfMono::new, "cannot be published", "Return a Mono"),
				refused("Mono of Optional", ReturnsMonoOfOptional::new, "cannot be published",
						"Return the value itself"),
				refused("Flux", ReturnsFlux::new,
						"its return type 'reactor.core.publisher.Flux<java.lang.String>' cannot be published",
						"Return a Mono"),
				refused("Publisher", ReturnsPublisher::new, "cannot be published", "Return a Mono"),
				refused("Flow.Publisher", ReturnsFlowPublisher::new, "cannot be published", "Return a Mono"),
				refused("CompletableFuture", ReturnsCompletableFuture::new, "cannot be published",
						"Mono.fromFuture(() -> ...)"),
				refused("Future", ReturnsFuture::new, "cannot be published", "Mono.fromFuture(() -> ...)"),
				refused("Stream", ReturnsStream::new, "cannot be published", "Return a collection"),
				refused("Optional", ReturnsOptional::new, "cannot be published",
						"Return the value itself, or null to publish nothing."),
				refused("private", PrivateMethod::new, "it is private, and a proxy does not intercept it",
						"Make the method non-private, " + publishedElsewhere),
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
				refused("expression", Expression::new,
						"'destination' must not contain an expression but was 'https://example.com/#{#result.id}'",
						"${...} placeholders only"),
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
						"'destination' needs more than the annotation can say: "
								+ "'callback' must be set when the destination is 'api/llm'",
						"Return a QStashMessage that has 'callback', and leave 'destination' empty."),
				refused("second method", SecondMethod::new, "'destination' must not be empty",
						"Set 'destination' to an absolute URL"),
				refused("interface", ImplementsInterface::new, "its return type 'void' cannot be published",
						"Return the value"));
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

	static class ReturnsMonoOfOptional {

		@QStashPublish("/a")
		Mono<Optional<String>> publish() {
			return Mono.empty();
		}

	}

	static class ReturnsFlux {

		@QStashPublish("/a")
		Flux<String> publish() {
			return Flux.empty();
		}

	}

	static class ReturnsPublisher {

		@QStashPublish("/a")
		Publisher<String> publish() {
			return Flux.empty();
		}

	}

	static class ReturnsFlowPublisher {

		@QStashPublish("/a")
		Flow.Publisher<String> publish() {
			return null;
		}

	}

	static class ReturnsCompletableFuture {

		@QStashPublish("/a")
		CompletableFuture<String> publish() {
			return CompletableFuture.completedFuture("a");
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

	static class ReturnsOptional {

		@QStashPublish("/a")
		Optional<String> publish() {
			return Optional.empty();
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

	static class Expression {

		@QStashPublish("https://example.com/#{#result.id}")
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
