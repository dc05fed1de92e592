package io.github.qstash.autoconfigure.publish;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.UnaryOperator;

import io.github.qstash.annotation.PublishPhase;
import io.github.qstash.annotation.QStashPublish;
import io.github.qstash.publish.RecordingOperations;
import org.aspectj.weaver.Advice;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.aop.AopAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.transaction.autoconfigure.TransactionAutoConfiguration;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import org.springframework.transaction.TransactionManager;
import org.springframework.transaction.annotation.EnableTransactionManagement;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.TransactionManagementConfigurer;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.transaction.interceptor.TransactionInterceptor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Tests for annotated methods that are also {@link Transactional @Transactional}: their
 * transaction ends before anything is published.
 */
class QStashPublishTransactionTests {

	private static final Duration LIMIT = Duration.ofSeconds(5);

	private final List<String> events = new CopyOnWriteArrayList<>();

	private final ApplicationContextRunner contextRunner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(QStashPublishAutoConfiguration.class, AopAutoConfiguration.class))
		.withBean(Shop.class, () -> new Shop(this.events))
		.withBean(RecordingOperations.class, () -> {
			RecordingOperations operations = new RecordingOperations();
			operations.answerWith(Mono.fromRunnable(() -> this.events.add("publish")));
			return operations;
		});

	private final ApplicationContextRunner blocking = this.contextRunner.withBean(RecordingTransactionManager.class,
			() -> new RecordingTransactionManager(this.events));

	private final ApplicationContextRunner reactive = this.contextRunner.withBean(
			RecordingReactiveTransactionManager.class, () -> new RecordingReactiveTransactionManager(this.events));

	@ParameterizedTest
	@EnumSource
	void whenPlainMethodCommitsThenItsValueIsPublishedAfterwards(Transactions transactions) {
		transactions.in(this.blocking).run((context) -> {
			context.getBean(Shop.class).order();
			assertThat(this.events).containsExactly("begin", "work", "commit", "publish");
		});
	}

	@ParameterizedTest
	@EnumSource
	void whenPlainMethodRollsBackThenNothingIsPublished(Transactions transactions) {
		transactions.in(this.blocking).run((context) -> {
			Shop shop = context.getBean(Shop.class);
			assertThatIllegalStateException().isThrownBy(shop::fail).withMessage("no stock");
			assertThat(this.events).containsExactly("begin", "work", "rollback");
		});
	}

	@Test
	void whenCommitOfPlainMethodFailsThenNothingIsPublished() {
		Transactions.OF_BOOT.in(this.blocking).run((context) -> {
			context.getBean(RecordingTransactionManager.class).failOnCommit();
			Shop shop = context.getBean(Shop.class);
			assertThatExceptionOfType(CommitFailedException.class).isThrownBy(shop::order);
			assertThat(this.events).containsExactly("begin", "work", "commit");
		});
	}

	@ParameterizedTest
	@EnumSource
	void whenMonoCommitsThenItsValueIsPublishedAfterwards(Transactions transactions) {
		transactions.in(this.reactive).run((context) -> {
			Mono<String> order = context.getBean(Shop.class).orderLater();
			assertThat(this.events).isEmpty();
			StepVerifier.create(order).expectNext("book").expectComplete().verify(LIMIT);
			assertThat(this.events).containsExactly("begin", "work", "commit", "publish");
		});
	}

	@ParameterizedTest
	@EnumSource
	void whenMonoRollsBackThenNothingIsPublished(Transactions transactions) {
		transactions.in(this.reactive).run((context) -> {
			Mono<String> order = context.getBean(Shop.class).failLater();
			StepVerifier.create(order).expectErrorMessage("no stock").verify(LIMIT);
			assertThat(this.events).containsExactly("begin", "work", "rollback");
		});
	}

	@Test
	void whenCommitOfMonoFailsThenNothingIsPublished() {
		Transactions.OF_BOOT.in(this.reactive).run((context) -> {
			context.getBean(RecordingReactiveTransactionManager.class).failOnCommit();
			Mono<String> order = context.getBean(Shop.class).orderLater();
			StepVerifier.create(order).expectError(CommitFailedException.class).verify(LIMIT);
			assertThat(this.events).startsWith("begin", "work", "commit").doesNotContain("publish");
		});
	}

	@ParameterizedTest
	@EnumSource
	void whenFluxCommitsThenItsValuesArePublishedAfterwards(Transactions transactions) {
		transactions.in(this.reactive).run((context) -> {
			StepVerifier.create(context.getBean(Shop.class).ordersLater())
				.expectNext("book", "pen")
				.expectComplete()
				.verify(LIMIT);
			assertThat(this.events).containsExactly("begin", "work", "work", "commit", "publish", "publish");
		});
	}

	@Test
	void whenFluxIsPublishedImmediatelyThenThatIsAfterItsOwnCommitToo() {
		Transactions.OF_BOOT.in(this.reactive).run((context) -> {
			StepVerifier.create(context.getBean(Shop.class).ordersImmediately())
				.expectNext("book", "pen")
				.expectComplete()
				.verify(LIMIT);
			assertThat(this.events).containsExactly("begin", "work", "work", "commit", "publish", "publish");
		});
	}

	@ParameterizedTest
	@EnumSource
	void whenFluxRollsBackAfterItsFirstValuesThenNothingIsPublished(Transactions transactions) {
		transactions.in(this.reactive).run((context) -> {
			StepVerifier.create(context.getBean(Shop.class).failAfterOrders())
				.expectNext("book", "pen")
				.expectErrorMessage("no stock")
				.verify(LIMIT);
			assertThat(this.events).containsExactly("begin", "work", "work", "rollback");
		});
	}

	@Test
	void whenCommitOfFluxFailsThenNothingIsPublished() {
		Transactions.OF_BOOT.in(this.reactive).run((context) -> {
			context.getBean(RecordingReactiveTransactionManager.class).failOnCommit();
			StepVerifier.create(context.getBean(Shop.class).ordersLater())
				.expectNext("book", "pen")
				.expectError(CommitFailedException.class)
				.verify(LIMIT);
			assertThat(this.events).startsWith("begin", "work", "work", "commit").doesNotContain("publish");
		});
	}

	@Test
	void whenFluxIsInNoTransactionThenItsValuesArePublishedAsTheyCome() {
		Transactions.OF_BOOT.in(this.reactive).run((context) -> {
			StepVerifier.create(context.getBean(Shop.class).ordersOutside())
				.expectNext("book", "pen")
				.expectComplete()
				.verify(LIMIT);
			assertThat(this.events).containsExactly("work", "publish", "work", "publish");
		});
	}

	@Test
	void whenFluxIsInBlockingTransactionThenItsValuesArePublishedAsTheyCome() {
		Transactions.OF_BOOT.in(this.blocking).run((context) -> {
			StepVerifier.create(context.getBean(Shop.class).ordersLater())
				.expectNext("book", "pen")
				.expectComplete()
				.verify(LIMIT);
			assertThat(this.events).containsExactly("begin", "commit", "work", "publish", "work", "publish");
		});
	}

	@ParameterizedTest
	@CsvSource({ "blocking, orders, false", "blocking, ordersOfReactive, true", "blocking, ordersOfBlocking, false",
			"reactive, orders, true", "reactive, ordersOfReactive, true", "reactive, ordersOfBlocking, false" })
	void whenThereAreBothManagersThenFluxIsHeldIfTheOneOfItsMethodIsReactive(String primary, String method,
			boolean held) {
		both(primary).run((context) -> verifyHeld(context.getBean("mixed"), method, held));
	}

	@ParameterizedTest
	@CsvSource({ "blocking, false", "reactive, true" })
	void whenBothManagersAndConfigurerChoosesThenFluxIsHeldIfItsChoiceIsReactive(String chosen, boolean held) {
		both("none").withBean(TransactionManagementConfigurer.class, () -> () -> chosen(chosen))
			.run((context) -> verifyHeld(context.getBean("mixed"), "orders", held));
	}

	@ParameterizedTest
	@ValueSource(strings = { "blocking", "reactive", "none" })
	void whenBothManagersAndClassIsQualifiedThenFluxIsHeldIfTheManagerOfTheClassIsReactive(String primary) {
		both(primary).run((context) -> verifyHeld(context.getBean("qualified"), "orders", true));
	}

	@Test
	void whenInterceptorChoosesAmongBothManagersByItselfThenFluxIsHeld() {
		both("none").withBean(NamedTransactions.class)
			.run((context) -> verifyHeld(context.getBean("mixed"), "orders", true));
	}

	@Test
	void whenOrderIsSetSoThatTransactionSurroundsTheAspectThenPublishesAfterItsCommit() {
		this.blocking.withUserConfiguration(OuterTransactions.class)
			.withPropertyValues("qstash.publish.aspect.order=" + Ordered.LOWEST_PRECEDENCE)
			.run((context) -> {
				context.getBean(Shop.class).order();
				assertThat(this.events).containsExactly("begin", "work", "commit", "publish");
			});
	}

	@Test
	void whenTransactionSurroundsTheAspectAndPhaseIsImmediatelyThenPublishesBeforeTheCommit() {
		this.blocking.withUserConfiguration(OuterTransactions.class)
			.withPropertyValues("qstash.publish.aspect.order=" + Ordered.LOWEST_PRECEDENCE)
			.run((context) -> {
				context.getBean(Shop.class).orderImmediately();
				assertThat(this.events).containsExactly("begin", "work", "publish", "commit");
			});
	}

	private ApplicationContextRunner both(String primary) {
		return Transactions.OF_SPRING.in(this.contextRunner)
			.withBean("blocking", RecordingTransactionManager.class, () -> new RecordingTransactionManager(this.events),
					(definition) -> definition.setPrimary("blocking".equals(primary)))
			.withBean("reactive", RecordingReactiveTransactionManager.class,
					() -> new RecordingReactiveTransactionManager(this.events),
					(definition) -> definition.setPrimary("reactive".equals(primary)))
			.withBean("mixed", MixedShop.class, () -> new MixedShop(this.events))
			.withBean("qualified", QualifiedShop.class, () -> new QualifiedShop(this.events));
	}

	private TransactionManager chosen(String manager) {
		return "reactive".equals(manager) ? new RecordingReactiveTransactionManager(this.events)
				: new RecordingTransactionManager(this.events);
	}

	private void verifyHeld(Object shop, String method, boolean held) throws ReflectiveOperationException {
		Flux<?> orders = (Flux<?>) shop.getClass().getMethod(method).invoke(shop);
		StepVerifier.create(orders.map(Object::toString)).expectNext("book", "pen").expectComplete().verify(LIMIT);
		assertThat(this.events)
			.containsExactlyElementsOf(held ? List.of("begin", "work", "work", "commit", "publish", "publish")
					: List.of("begin", "commit", "work", "publish", "work", "publish"));
	}

	/**
	 * The usual ways to switch transactions on.
	 */
	enum Transactions {

		OF_BOOT((runner) -> runner.withConfiguration(AutoConfigurations.of(TransactionAutoConfiguration.class))),

		OF_BOOT_WITHOUT_ASPECTJ((runner) -> OF_BOOT.in(runner).withClassLoader(new FilteredClassLoader(Advice.class))),

		OF_SPRING((runner) -> runner.withUserConfiguration(DefaultTransactions.class));

		private final UnaryOperator<ApplicationContextRunner> on;

		Transactions(UnaryOperator<ApplicationContextRunner> on) {
			this.on = on;
		}

		ApplicationContextRunner in(ApplicationContextRunner runner) {
			return this.on.apply(runner);
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableTransactionManagement
	static class DefaultTransactions {

	}

	@Configuration(proxyBeanMethods = false)
	@EnableTransactionManagement(order = Ordered.LOWEST_PRECEDENCE - 5)
	static class OuterTransactions {

	}

	@Transactional
	public static class Shop {

		private final List<String> events;

		Shop(List<String> events) {
			this.events = events;
		}

		@QStashPublish("/shipments")
		public String order() {
			this.events.add("work");
			return "book";
		}

		@QStashPublish(destination = "/shipments", phase = PublishPhase.IMMEDIATELY)
		public String orderImmediately() {
			return order();
		}

		@QStashPublish("/shipments")
		public String fail() {
			this.events.add("work");
			throw new IllegalStateException("no stock");
		}

		@QStashPublish("/shipments")
		public Mono<String> orderLater() {
			return Mono.fromCallable(() -> {
				this.events.add("work");
				return "book";
			});
		}

		@QStashPublish("/shipments")
		public Flux<String> ordersLater() {
			return Flux.just("book", "pen").doOnNext((item) -> this.events.add("work"));
		}

		@Transactional(propagation = Propagation.NOT_SUPPORTED)
		@QStashPublish("/shipments")
		public Flux<String> ordersOutside() {
			return ordersLater();
		}

		@QStashPublish(destination = "/shipments", phase = PublishPhase.IMMEDIATELY)
		public Flux<String> ordersImmediately() {
			return ordersLater();
		}

		@QStashPublish("/shipments")
		public Flux<String> failAfterOrders() {
			return ordersLater().concatWith(Mono.error(new IllegalStateException("no stock")));
		}

		@QStashPublish("/shipments")
		public Mono<String> failLater() {
			return Mono.fromCallable(() -> {
				this.events.add("work");
				throw new IllegalStateException("no stock");
			});
		}

	}

	/** As {@code <tx:annotation-driven transaction-manager="reactive"/>} does. */
	static class NamedTransactions {

		NamedTransactions(TransactionInterceptor transactions) {
			transactions.setTransactionManagerBeanName("reactive");
		}

	}

	public static class MixedShop {

		private final List<String> events;

		MixedShop(List<String> events) {
			this.events = events;
		}

		@Transactional
		@QStashPublish("/shipments")
		public Flux<String> orders() {
			return Flux.just("book", "pen").doOnNext((item) -> this.events.add("work"));
		}

		@Transactional("reactive")
		@QStashPublish("/shipments")
		public Flux<String> ordersOfReactive() {
			return orders();
		}

		@Transactional("blocking")
		@QStashPublish("/shipments")
		public Flux<String> ordersOfBlocking() {
			return orders();
		}

	}

	@Qualifier("reactive")
	public static class QualifiedShop extends MixedShop {

		QualifiedShop(List<String> events) {
			super(events);
		}

	}

}
