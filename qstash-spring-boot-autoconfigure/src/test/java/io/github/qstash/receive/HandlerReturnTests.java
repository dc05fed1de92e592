package io.github.qstash.receive;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import org.springframework.cglib.proxy.Enhancer;
import org.springframework.cglib.proxy.NoOp;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;

import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatNoException;

/**
 * Handlers of controllers may declare what they return, as long as it can be the answer
 * to a delivery.
 */
class HandlerReturnTests {

	@Test
	void whatCanBeTheAnswerIsLeftAlone() {
		assertThatNoException().isThrownBy(Texts::new);
		assertThatNoException().isThrownBy(BlockingTexts::new);
		assertThatNoException().isThrownBy(BlockingStages::new);
		assertThatNoException().isThrownBy(Open<String>::new);
	}

	@Test
	void whatNeverCanIsRefusedWhenTheApplicationStarts() {
		assertRefused(Entities::new, Entities.class, "it returns ResponseEntity. Return the value alone.");
		assertRefused(NamedEntities::new, NamedEntities.class, "it returns ResponseEntity. Return the value alone.");
		assertRefused(Inherited::new, Inherited.class, "it returns ResponseEntity. Return the value alone.");
		assertRefused(Streams::new, Streams.class, "it returns Flux, a stream of values. Return a Mono");
		assertRefused(BlockingEntities::new, BlockingEntities.class,
				"it returns ResponseEntity. Return the value alone.");
		assertRefused(BlockingProblems::new, BlockingProblems.class, "it returns ProblemDetail. Return the value");
		assertRefused(BlockingStreams::new, BlockingStreams.class, "it returns Flux, a stream of values.");
	}

	@Test
	void whenControllerIsAProxyThenIsTheSame() {
		assertRefused(() -> {
			Enhancer enhancer = new Enhancer();
			enhancer.setSuperclass(Entities.class);
			enhancer.setCallback(NoOp.INSTANCE);
			return enhancer.create();
		}, Entities.class, "it returns ResponseEntity");
	}

	private static void assertRefused(Supplier<?> controller, Class<?> type, String problem) {
		assertThatIllegalStateException().isThrownBy(() -> {
			try {
				controller.get();
			}
			catch (org.springframework.cglib.core.CodeGenerationException ex) {
				throw (RuntimeException) ex.getCause();
			}
		}).withMessageStartingWith("The handler of " + type.getName() + " cannot work: " + problem);
	}

	static class Texts extends QStashController<Integer> {

		@Override
		protected Mono<String> handle(QStashDelivery<Integer> delivery) {
			return Mono.just("text");
		}

	}

	static class Open<R> extends QStashController<Integer> {

		@Override
		protected Mono<R> handle(QStashDelivery<Integer> delivery) {
			return Mono.empty();
		}

	}

	static class NamedEntities extends Open<ResponseEntity<String>> {

	}

	static class Entities extends QStashController<Integer> {

		@Override
		protected Mono<ResponseEntity<String>> handle(QStashDelivery<Integer> delivery) {
			return Mono.just(ResponseEntity.ok("text"));
		}

	}

	static class Inherited extends Entities {

	}

	static class Streams extends QStashController<Integer> {

		@Override
		protected Mono<Flux<String>> handle(QStashDelivery<Integer> delivery) {
			return Mono.empty();
		}

	}

	static class BlockingTexts extends BlockingQStashController<Integer> {

		@Override
		protected String handle(QStashDelivery<Integer> delivery) {
			return "text";
		}

	}

	static class BlockingStages extends BlockingQStashController<Integer> {

		@Override
		protected CompletionStage<String> handle(QStashDelivery<Integer> delivery) {
			return CompletableFuture.completedFuture("text");
		}

	}

	static class BlockingEntities extends BlockingQStashController<Integer> {

		@Override
		protected ResponseEntity<String> handle(QStashDelivery<Integer> delivery) {
			return ResponseEntity.ok("text");
		}

	}

	static class BlockingProblems extends BlockingQStashController<Integer> {

		@Override
		protected CompletionStage<ProblemDetail> handle(QStashDelivery<Integer> delivery) {
			return CompletableFuture.completedFuture(ProblemDetail.forStatus(400));
		}

	}

	static class BlockingStreams extends BlockingQStashController<Integer> {

		@Override
		protected Flux<String> handle(QStashDelivery<Integer> delivery) {
			return Flux.empty();
		}

	}

}
