package io.github.qstash.autoconfigure.publish;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.github.qstash.annotation.PublishFailurePolicy;
import io.github.qstash.annotation.PublishMode;
import io.github.qstash.annotation.PublishPhase;
import io.github.qstash.annotation.QStashPublish;
import io.github.qstash.client.PublishResponse;
import io.github.qstash.message.QStashMessage;
import io.github.qstash.publish.QStashPublishExecutor;
import io.github.qstash.publish.QStashPublishFailure;
import io.github.qstash.publish.RecordingFailureHandler;
import io.github.qstash.publish.RecordingOperations;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.aop.AopAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.boot.transaction.autoconfigure.TransactionAutoConfiguration;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Tests for annotated methods that take part in the transaction of a caller.
 */
@ExtendWith(OutputCaptureExtension.class)
class CallerTransactionTests {

	private static final Duration LIMIT = Duration.ofSeconds(5);

	private final List<String> events = new CopyOnWriteArrayList<>();

	private final RecordingOperations operations = new RecordingOperations();

	private final RecordingFailureHandler handler = new RecordingFailureHandler();

	private final List<QStashPublishFailure> failures = this.handler.failures();

	private final ApplicationContextRunner contextRunner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(QStashPublishAutoConfiguration.class, AopAutoConfiguration.class,
				TransactionAutoConfiguration.class))
		.withBean(Shop.class, () -> new Shop(this.events))
		.withBean(Caller.class)
		.withBean(RecordingOperations.class, () -> {
			this.operations.answerWith(Mono.fromRunnable(() -> this.events.add("publish")));
			return this.operations;
		});

	private final ApplicationContextRunner blocking = this.contextRunner.withBean(RecordingTransactionManager.class,
			() -> new RecordingTransactionManager(this.events));

	private final ApplicationContextRunner reactive = this.contextRunner.withBean(
			RecordingReactiveTransactionManager.class, () -> new RecordingReactiveTransactionManager(this.events));

	@Test
	void whenCallerCommitsThenPublishesAfterwardsInOrder() {
		this.blocking.run((context) -> {
			Shop shop = context.getBean(Shop.class);
			context.getBean(Caller.class).call(() -> shop.order("a") + shop.order("b"));
			assertThat(this.events).containsExactly("begin", "work a", "work b", "commit", "publish", "publish");
			assertThat(this.operations.bodies()).containsExactly("a", "b");
		});
	}

	@Test
	void whenCallerRollsBackThenNothingIsPublished() {
		this.blocking.run((context) -> {
			Shop shop = context.getBean(Shop.class);
			assertThatIllegalStateException().isThrownBy(() -> context.getBean(Caller.class).call(() -> {
				shop.order("a");
				throw new IllegalStateException("no stock");
			}));
			assertThat(this.events).containsExactly("begin", "work a", "rollback");
		});
	}

	@Test
	void whenCallerRollsBackToSavepointThenOnlyWhatWasDoneBeforeAndAfterwardsIsPublished() {
		this.blocking.run((context) -> {
			Shop shop = context.getBean(Shop.class);
			Caller caller = context.getBean(Caller.class);
			caller.call(() -> {
				shop.order("before");
				assertThatIllegalStateException().isThrownBy(() -> caller.callNested(() -> {
					shop.order("undone");
					shop.order("undone, too");
					throw new IllegalStateException("no stock");
				}));
				return shop.order("afterwards");
			});
			assertThat(this.events).containsSubsequence("savepoint", "work undone", "rollback to savepoint", "commit",
					"publish");
			assertThat(this.operations.bodies()).containsExactly("before", "afterwards");
		});
	}

	@Test
	void whenCallerRollsBackToSavepointThatWasMadeBeforeTheFirstValueThenItIsNotPublished() {
		this.blocking.run((context) -> {
			Shop shop = context.getBean(Shop.class);
			Caller caller = context.getBean(Caller.class);
			caller.call(() -> {
				assertThatIllegalStateException().isThrownBy(() -> caller.callNested(() -> {
					shop.order("undone");
					throw new IllegalStateException("no stock");
				}));
				return "";
			});
			assertThat(this.events).containsExactly("begin", "savepoint", "work undone", "rollback to savepoint",
					"commit");
		});
	}

	@Test
	void whenNestedCallSucceedsThenItIsPublishedAfterTheCommit() {
		this.blocking.run((context) -> {
			Shop shop = context.getBean(Shop.class);
			Caller caller = context.getBean(Caller.class);
			caller.call(() -> caller.callNested(() -> shop.order("a")));
			assertThat(this.events).containsExactly("begin", "savepoint", "work a", "commit", "publish");
		});
	}

	@Test
	void whenBatchedFluxIsRolledBackToSavepointThenOnlyItsValuesBeforeArePublished() {
		this.blocking.run((context) -> {
			Shop shop = context.getBean(Shop.class);
			Caller caller = context.getBean(Caller.class);
			caller.call(() -> shop.ordersBatched("a", "b").doOnNext((item) -> {
				if ("b".equals(item)) {
					assertThatIllegalStateException().isThrownBy(() -> caller.callNested(() -> {
						shop.order("undone");
						throw new IllegalStateException("no stock");
					}));
				}
			}).blockLast(LIMIT));
			assertThat(this.operations.bodies()).containsExactly("a", "b");
		});
	}

	@Test
	void whenCommitOfCallerFailsThenNothingIsPublished() {
		this.blocking.run((context) -> {
			Shop shop = context.getBean(Shop.class);
			context.getBean(RecordingTransactionManager.class).failOnCommit();
			assertThatExceptionOfType(CommitFailedException.class)
				.isThrownBy(() -> context.getBean(Caller.class).call(() -> shop.order("a")));
			assertThat(this.events).containsExactly("begin", "work a", "commit");
		});
	}

	@Test
	void whenPhaseIsImmediatelyThenPublishesBeforeTheCallerCommits() {
		this.blocking.run((context) -> {
			Shop shop = context.getBean(Shop.class);
			context.getBean(Caller.class).call(() -> shop.orderImmediately("a"));
			assertThat(this.events).containsExactly("begin", "work a", "publish", "commit");
		});
	}

	@Test
	void whenModeIsAsyncThenIsHandedOverAfterTheCommitAndNeverAfterARollback() {
		this.blocking.run((context) -> {
			Shop shop = context.getBean(Shop.class);
			Caller caller = context.getBean(Caller.class);
			QStashPublishExecutor executor = context.getBean(QStashPublishExecutor.class);
			caller.call(() -> {
				shop.orderAsync("a");
				drain(executor);
				return "";
			});
			drain(executor);
			assertThat(this.events).containsExactly("begin", "work a", "commit", "publish");
			this.events.clear();
			assertThatIllegalStateException().isThrownBy(() -> caller.call(() -> {
				shop.orderAsync("b");
				throw new IllegalStateException("no stock");
			}));
			drain(executor);
			assertThat(this.events).containsExactly("begin", "work b", "rollback");
		});
	}

	private static void drain(QStashPublishExecutor executor) {
		executor.stop();
		executor.start();
	}

	@Test
	void whenPublishFailsImmediatelyThenTheTransactionOfTheCallerCommitsAndItIsLogged(CapturedOutput output) {
		this.blocking.run((context) -> {
			refuse();
			Shop shop = context.getBean(Shop.class);
			context.getBean(Caller.class).call(() -> shop.orderImmediately("a"));
			assertThat(this.events).containsExactly("begin", "work a", "commit");
			assertThat(output).contains("Shop.orderImmediately' returned was not published");
		});
	}

	@Test
	void whenPublishFailsImmediatelyThenTheTransactionOfTheReactiveCallerCommitsAndItIsLogged(CapturedOutput output) {
		this.reactive.run((context) -> {
			refuse();
			Mono<String> order = context.getBean(Shop.class).orderLaterImmediately("a");
			StepVerifier.create(context.getBean(Caller.class).callLater(order))
				.expectNext("a")
				.expectComplete()
				.verify(LIMIT);
			assertThat(this.events).containsExactly("begin", "work a", "commit");
			assertThat(output).contains("Shop.orderLaterImmediately' returned was not published");
		});
	}

	@Test
	void whenMethodHasTransactionOfItsOwnThenItDoesNotWaitForTheCallers() {
		this.blocking.run((context) -> {
			Shop shop = context.getBean(Shop.class);
			assertThatIllegalStateException().isThrownBy(() -> context.getBean(Caller.class).call(() -> {
				shop.orderInNewTransaction("a");
				throw new IllegalStateException("no stock");
			}));
			assertThat(this.events).containsExactly("begin", "begin", "work a", "commit", "publish", "rollback");
		});
	}

	@Test
	void whenMethodJoinsTransactionOfCallerThenItWaitsForIt() {
		this.blocking.run((context) -> {
			Shop shop = context.getBean(Shop.class);
			context.getBean(Caller.class).call(() -> shop.orderInTransaction("a"));
			assertThat(this.events).containsExactly("begin", "work a", "commit", "publish");
		});
	}

	@Test
	void whenCalledAfterTheCommitThenItIsPublished() {
		this.blocking.run((context) -> {
			Shop shop = context.getBean(Shop.class);
			context.getBean(Caller.class).call(() -> {
				TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {

					@Override
					public void afterCommit() {
						shop.order("a");
					}

				});
				return "";
			});
			assertThat(this.events).containsExactly("begin", "commit", "work a", "publish");
		});
	}

	@Test
	void whenPublishFailsAfterTheCommitThenCallerGetsTheValueAndItIsLogged(CapturedOutput output) {
		this.blocking.run((context) -> {
			Shop shop = context.getBean(Shop.class);
			refuse();
			assertThat(context.getBean(Caller.class).call(() -> shop.order("a"))).isEqualTo("a");
			assertThat(this.events).containsExactly("begin", "work a", "commit");
			assertThat(output).contains("Shop.order' returned was not published");
		});
	}

	@Test
	void whenPropagatingPublishFailsAfterTheCommitThenCallerGetsItAndAllHaveBeenTried() {
		this.blocking.run((context) -> {
			Shop shop = context.getBean(Shop.class);
			refuse();
			assertThatIllegalArgumentException()
				.isThrownBy(() -> context.getBean(Caller.class)
					.call(() -> shop.orderPropagating("a") + shop.orderPropagating("b") + shop.order("c")))
				.withMessage("refused");
			assertThat(this.events).containsExactly("begin", "work a", "work b", "work c", "commit");
			assertThat(this.operations.bodies()).containsExactly("a", "b", "c");
		});
	}

	@Test
	void whenFutureCompletesInTransactionThenItIsPublishedAfterTheCommit() {
		this.blocking.run((context) -> {
			Shop shop = context.getBean(Shop.class);
			context.getBean(Caller.class).call(() -> shop.orderInFuture(CompletableFuture.completedFuture("a")).join());
			assertThat(this.events).containsExactly("begin", "commit", "publish");
		});
	}

	@Test
	void whenFutureCompletesAfterTheCommitThenItIsPublished() {
		this.blocking.run((context) -> {
			Shop shop = context.getBean(Shop.class);
			CompletableFuture<String> source = new CompletableFuture<>();
			CompletableFuture<String> returned = context.getBean(Caller.class).call(() -> shop.orderInFuture(source));
			source.complete("a");
			assertThat(returned).isCompletedWithValue("a");
			assertThat(this.events).containsExactly("begin", "commit", "publish");
		});
	}

	@Test
	void whenFutureCompletesAfterTheRollbackThenNothingIsPublished() {
		this.blocking.run((context) -> {
			Shop shop = context.getBean(Shop.class);
			CompletableFuture<String> source = new CompletableFuture<>();
			assertThatIllegalStateException().isThrownBy(() -> context.getBean(Caller.class).call(() -> {
				shop.orderInFuture(source);
				throw new IllegalStateException("no stock");
			}));
			source.complete("a");
			assertThat(this.events).containsExactly("begin", "rollback");
		});
	}

	@Test
	void whenMonoIsBlockedForInTransactionThenItIsPublishedAfterTheCommit() {
		this.blocking.run((context) -> {
			Shop shop = context.getBean(Shop.class);
			context.getBean(Caller.class).call(() -> shop.orderLater("a").block(LIMIT));
			assertThat(this.events).containsExactly("begin", "work a", "commit", "publish");
		});
	}

	@Test
	void whenReactiveCallerCommitsThenPublishesAfterwardsInOrder() {
		this.reactive.run((context) -> {
			Shop shop = context.getBean(Shop.class);
			Mono<String> call = context.getBean(Caller.class)
				.callLater(shop.orderLater("a").flatMap((a) -> shop.orderLater("b")));
			assertThat(this.events).isEmpty();
			StepVerifier.create(call).expectNext("b").expectComplete().verify(LIMIT);
			assertThat(this.events).containsExactly("begin", "work a", "work b", "commit", "publish", "publish");
			assertThat(this.operations.bodies()).containsExactly("a", "b");
		});
	}

	@Test
	void whenReactiveCallerRollsBackThenNothingIsPublished() {
		this.reactive.run((context) -> {
			Mono<String> order = context.getBean(Shop.class).orderLater("a");
			StepVerifier
				.create(context.getBean(Caller.class)
					.callLater(order.then(Mono.error(new IllegalStateException("no stock")))))
				.expectErrorMessage("no stock")
				.verify(LIMIT);
			assertThat(this.events).containsExactly("begin", "work a", "rollback");
		});
	}

	@Test
	void whenCommitOfReactiveCallerFailsThenNothingIsPublished() {
		this.reactive.run((context) -> {
			context.getBean(RecordingReactiveTransactionManager.class).failOnCommit();
			Mono<String> order = context.getBean(Shop.class).orderLater("a");
			StepVerifier.create(context.getBean(Caller.class).callLater(order))
				.expectError(CommitFailedException.class)
				.verify(LIMIT);
			assertThat(this.events).startsWith("begin", "work a", "commit").doesNotContain("publish");
		});
	}

	@Test
	void whenPhaseIsImmediatelyThenPublishesBeforeTheReactiveCallerCommits() {
		this.reactive.run((context) -> {
			Mono<String> order = context.getBean(Shop.class).orderLaterImmediately("a");
			StepVerifier.create(context.getBean(Caller.class).callLater(order))
				.expectNext("a")
				.expectComplete()
				.verify(LIMIT);
			assertThat(this.events).containsExactly("begin", "work a", "publish", "commit");
		});
	}

	@Test
	void whenPublishFailsAfterReactiveCommitThenSubscriberGetsTheValueAndItIsLogged(CapturedOutput output) {
		this.reactive.run((context) -> {
			refuse();
			Mono<String> order = context.getBean(Shop.class).orderLater("a");
			StepVerifier.create(context.getBean(Caller.class).callLater(order))
				.expectNext("a")
				.expectComplete()
				.verify(LIMIT);
			assertThat(this.events).containsExactly("begin", "work a", "commit");
			assertThat(output).contains("Shop.orderLater' returned was not published");
		});
	}

	@Test
	void whenFluxIsBatchedInTransactionThenOneBatchIsPublishedAfterTheCommit() {
		this.reactive.run((context) -> {
			Flux<String> orders = context.getBean(Shop.class).ordersBatched("a", "b");
			StepVerifier.create(context.getBean(Caller.class).callLater(orders.last()))
				.expectNext("b")
				.expectComplete()
				.verify(LIMIT);
			assertThat(this.events).containsExactly("begin", "commit", "publish", "publish");
			assertThat(this.operations.batches()).singleElement().satisfies((batch) -> assertThat(batch).hasSize(2));
		});
	}

	@Test
	void whenOneValueOfBatchInTransactionFailsThenTheOthersArePublishedAndHandlerSeesIt() {
		this.blocking.withBean(RecordingFailureHandler.class, () -> this.handler).run((context) -> {
			Shop shop = context.getBean(Shop.class);
			context.getBean(Caller.class).call(() -> shop.ordersBatched("a", "bad", "b", "c").blockLast(LIMIT));
			assertThat(this.operations.bodies()).containsExactly("a", "b", "c");
			assertThat(this.operations.batches()).hasSize(2);
			assertThat(this.failures).singleElement().satisfies((failure) -> {
				assertThat(failure.result()).isEqualTo("bad");
				assertThat(failure.messages()).isEmpty();
				assertThat(failure.cause()).hasMessageContaining("'payload' of @QStashPublish could not be evaluated");
			});
		});
	}

	@Test
	void whenOneValueOfBatchInReactiveTransactionFailsThenTheOthersArePublishedAndHandlerSeesIt() {
		this.reactive.withBean(RecordingFailureHandler.class, () -> this.handler).run((context) -> {
			Flux<String> orders = context.getBean(Shop.class).ordersBatched("a", "bad", "b");
			StepVerifier.create(context.getBean(Caller.class).callLater(orders.last()))
				.expectNext("b")
				.expectComplete()
				.verify(LIMIT);
			assertThat(this.operations.bodies()).containsExactly("a", "b");
			assertThat(this.failures).extracting(QStashPublishFailure::result).containsExactly("bad");
		});
	}

	@Test
	void whenBatchInTransactionIsRefusedThenHandlerSeesEachValueWithItsMessage() {
		this.blocking.withBean(RecordingFailureHandler.class, () -> this.handler).run((context) -> {
			refuse();
			Shop shop = context.getBean(Shop.class);
			context.getBean(Caller.class).call(() -> shop.ordersBatched("a", "b", "c").blockLast(LIMIT));
			assertThat(this.failures).extracting(QStashPublishFailure::result).containsExactly("a", "b", "c");
			assertThat(this.failures).allSatisfy((failure) -> assertThat(failure.messages()).singleElement()
				.extracting(QStashMessage::body)
				.isEqualTo(failure.result()));
		});
	}

	@Test
	void whenQStashDoesNotAnswerThenTheCommitWaitsOnceAndTheRestIsAFailure() {
		this.blocking.withBean(RecordingFailureHandler.class, () -> this.handler)
			.withPropertyValues("qstash.publish.aspect.await-timeout=50ms")
			.run((context) -> {
				this.operations.answerWith(Mono.never());
				Shop shop = context.getBean(Shop.class);
				context.getBean(Caller.class)
					.call(() -> Stream.of("a", "b", "c").map(shop::order).collect(Collectors.joining()));
				assertThat(this.operations.bodies()).containsExactly("a");
				assertThat(this.failures).extracting(QStashPublishFailure::result).containsExactly("a", "b", "c");
				assertThat(this.failures).allSatisfy((failure) -> assertThat(failure.messages()).hasSize(1));
				assertThat(this.failures.get(2).cause()).hasMessageContaining("was not sent")
					.hasMessageContaining("'qstash.publish.aspect.await-timeout'");
			});
	}

	@Test
	void whenPlainMethodIsCalledInReactiveTransactionThenItIsPublishedBeforeTheCommit() {
		this.reactive.run((context) -> {
			Shop shop = context.getBean(Shop.class);
			StepVerifier.create(context.getBean(Caller.class).callLater(Mono.fromCallable(() -> shop.order("a"))))
				.expectNext("a")
				.expectComplete()
				.verify(LIMIT);
			assertThat(this.events).containsExactly("begin", "work a", "publish", "commit");
		});
	}

	private void refuse() {
		this.operations.answerWith(Mono.<PublishResponse>error(new IllegalArgumentException("refused")));
	}

	public static class Caller {

		@Transactional
		public <T> T call(Supplier<T> work) {
			return work.get();
		}

		@Transactional(propagation = Propagation.NESTED)
		public <T> T callNested(Supplier<T> work) {
			return work.get();
		}

		@Transactional
		public Mono<String> callLater(Mono<String> work) {
			return work;
		}

	}

	public static class Shop {

		private final List<String> events;

		Shop(List<String> events) {
			this.events = events;
		}

		@QStashPublish("/shipments")
		public String order(String item) {
			this.events.add("work " + item);
			return item;
		}

		@QStashPublish(destination = "/shipments", mode = PublishMode.ASYNC)
		public String orderAsync(String item) {
			return order(item);
		}

		@QStashPublish(destination = "/shipments", phase = PublishPhase.IMMEDIATELY)
		public String orderImmediately(String item) {
			return order(item);
		}

		@QStashPublish(destination = "/shipments", onFailure = PublishFailurePolicy.PROPAGATE)
		public String orderPropagating(String item) {
			return order(item);
		}

		@Transactional(propagation = Propagation.REQUIRES_NEW)
		@QStashPublish("/shipments")
		public String orderInNewTransaction(String item) {
			return order(item);
		}

		@Transactional
		@QStashPublish("/shipments")
		public String orderInTransaction(String item) {
			return order(item);
		}

		@QStashPublish("/shipments")
		public CompletableFuture<String> orderInFuture(CompletableFuture<String> item) {
			return item;
		}

		@QStashPublish("/shipments")
		public Mono<String> orderLater(String item) {
			return Mono.fromCallable(() -> order(item));
		}

		@QStashPublish(destination = "/shipments", phase = PublishPhase.IMMEDIATELY)
		public Mono<String> orderLaterImmediately(String item) {
			return orderLater(item);
		}

		@QStashPublish(destination = "/shipments", batch = true,
				payload = "#{#result == 'bad' ? #result.missing : #result}")
		public Flux<String> ordersBatched(String... items) {
			return Flux.fromArray(items);
		}

	}

}
