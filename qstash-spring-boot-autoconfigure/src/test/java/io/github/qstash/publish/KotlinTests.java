package io.github.qstash.publish;

import java.time.Duration;
import java.util.List;
import java.util.Map;

import io.github.qstash.autoconfigure.publish.QStashPublishAutoConfiguration;
import io.github.qstash.message.Destination;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for annotated suspending functions and flows of Kotlin.
 */
class KotlinTests {

	private static final Duration LIMIT = Duration.ofSeconds(5);

	private final RecordingOperations operations = new RecordingOperations();

	private final KotlinCalls shop = new KotlinCalls(
			new Advised(this.operations, Map.of()).classProxy(new KotlinShop()));

	@Test
	void whenFunctionSuspendsThenItsValueIsPublished() {
		StepVerifier.create(this.shop.place("book")).expectNext("ordered book").expectComplete().verify(LIMIT);
		assertThat(this.operations.onlyMessage().body()).isEqualTo("ordered book");
		assertThat(this.operations.onlyMessage().destination()).isEqualTo(Destination.of("/shipments"));
		assertThat(this.operations.onlyMessage().deduplicationId()).isEqualTo("book-12");
	}

	@Test
	void whenSuspendingFunctionReturnsNullThenNothingIsPublished() {
		StepVerifier.create(this.shop.nothing()).expectComplete().verify(LIMIT);
		assertThat(this.operations.messages()).isEmpty();
	}

	@Test
	void whenSuspendingFunctionThrowsThenNothingIsPublished() {
		StepVerifier.create(this.shop.fail()).expectErrorMessage("no stock").verify(LIMIT);
		assertThat(this.operations.messages()).isEmpty();
	}

	@Test
	void whenPublishFailsThenSuspendingFunctionThrows() {
		this.operations.answerWith(Mono.error(new IllegalArgumentException("refused")));
		StepVerifier.create(this.shop.place("book")).expectErrorMessage("refused").verify(LIMIT);
	}

	@Test
	void whenFunctionReturnsFlowThenEachValueIsPublished() {
		StepVerifier.create(this.shop.each()).expectNext(List.of("a", "b", "c")).expectComplete().verify(LIMIT);
		assertThat(this.operations.bodies()).containsExactly("a", "b", "c");
	}

	@Test
	void whenSuspendingFunctionReturnsFlowThenEachValueIsPublished() {
		StepVerifier.create(this.shop.eachLater()).expectNext(List.of("a", "b", "c")).expectComplete().verify(LIMIT);
		assertThat(this.operations.bodies()).containsExactly("a", "b", "c");
	}

	@Test
	void whenSuspendingFunctionReturnsWhatCannotBeHandedOverThenApplicationDoesNotStart() {
		new ApplicationContextRunner().withConfiguration(AutoConfigurations.of(QStashPublishAutoConfiguration.class))
			.withBean(RecordingOperations.class)
			.withBean("shop", InvalidKotlinShop.class)
			.run((context) -> assertThat(context.getStartupFailure()).hasMessageContainingAll(
					"InvalidKotlinShop.publish(", "'kotlin.Unit' cannot be published", "InvalidKotlinShop.eachOrNull(",
					"'kotlinx.coroutines.flow.Flow<java.lang.String>' may be null, which a proxy",
					"InvalidKotlinShop.mono(",
					"Mono<java.lang.String>' cannot be published, since it is a suspending function",
					"InvalidKotlinShop.deferred(",
					"Deferred<java.lang.String>' cannot be published, since it is a suspending function"));
	}

	@Test
	void whenFunctionReturnsDeferredThenItsValueIsPublished() {
		StepVerifier.create(this.shop.deferred()).expectNext("deferred").expectComplete().verify(LIMIT);
		assertThat(this.operations.bodies()).containsExactly("deferred");
	}

}
