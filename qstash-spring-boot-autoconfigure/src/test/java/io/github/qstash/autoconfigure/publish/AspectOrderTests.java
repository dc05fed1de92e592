package io.github.qstash.autoconfigure.publish;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;

import io.github.qstash.annotation.PublishFailurePolicy;
import io.github.qstash.annotation.QStashPublish;
import io.github.qstash.publish.RecordingOperations;
import jakarta.validation.ConstraintViolationException;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.aop.AopAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.boot.transaction.autoconfigure.TransactionAutoConfiguration;
import org.springframework.boot.validation.autoconfigure.ValidationAutoConfiguration;
import org.springframework.cache.annotation.Cacheable;
import org.springframework.cache.annotation.EnableCaching;
import org.springframework.cache.concurrent.ConcurrentMapCacheManager;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import org.springframework.resilience.annotation.EnableResilientMethods;
import org.springframework.resilience.annotation.Retryable;
import org.springframework.scheduling.annotation.Async;
import org.springframework.scheduling.annotation.EnableAsync;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.validation.annotation.Validated;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for annotated methods that have other annotations, too, whose aspects surround
 * that of {@link QStashPublish @QStashPublish} or are surrounded by it.
 */
@ExtendWith(OutputCaptureExtension.class)
class AspectOrderTests {

	private final List<String> events = new CopyOnWriteArrayList<>();

	private final RecordingOperations operations = new RecordingOperations();

	private final ApplicationContextRunner contextRunner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(QStashPublishAutoConfiguration.class, AopAutoConfiguration.class,
				TransactionAutoConfiguration.class, ValidationAutoConfiguration.class))
		.withUserConfiguration(Everything.class)
		.withBean(ConcurrentMapCacheManager.class)
		.withBean(RecordingTransactionManager.class, () -> new RecordingTransactionManager(this.events))
		.withBean(Shop.class, () -> new Shop(this.events))
		.withBean(RecordingOperations.class, () -> {
			this.operations.answerWith(Mono.fromRunnable(() -> this.events.add("publish")));
			return this.operations;
		});

	@Test
	void whenMethodIsRetriedThenItsMessageIsPublishedOnceAfterTheAttemptThatSucceeds() {
		this.contextRunner.run((context) -> {
			context.getBean(Shop.class).failFirst();
			assertThat(this.events).containsExactly("begin", "work", "rollback", "begin", "work", "commit", "publish");
		});
	}

	@Test
	void whenPublishFailsAndIsLoggedThenMethodIsNotRetried() {
		this.contextRunner.run((context) -> {
			refuse();
			context.getBean(Shop.class).retriedAndLogged();
			assertThat(this.events).containsExactly("work");
		});
	}

	@Test
	void whenPublishFailsAndNothingIsSaidThenMethodThatCommittedIsNotRetried(CapturedOutput output) {
		this.contextRunner.run((context) -> {
			refuse();
			assertThat(context.getBean(Shop.class).retried()).isEqualTo("book");
			assertThat(this.events).containsExactly("begin", "work", "commit");
			assertThat(output).contains("Shop.retried' returned was not published");
		});
	}

	@Test
	void whenPublishFailsAndNothingIsSaidThenMonoThatIsRetriedIsNotRunAgain() {
		this.contextRunner.run((context) -> {
			refuse();
			StepVerifier.create(context.getBean(Shop.class).retriedLater())
				.expectNext("book")
				.expectComplete()
				.verify(Duration.ofSeconds(5));
			assertThat(this.events).containsExactly("work");
		});
	}

	@Test
	void whenPublishFailsAndPropagatesThenMethodIsRetriedAndTheWarningSaidSo(CapturedOutput output) {
		this.contextRunner.run((context) -> {
			assertThat(output.getAll().lines())
				.filteredOn((line) -> line.contains("WARN") && line.contains("the method runs again"))
				.singleElement()
				.asString()
				.contains("Shop.retriedAndPropagating' is retried");
			refuse();
			assertThatIllegalArgumentException().isThrownBy(context.getBean(Shop.class)::retriedAndPropagating);
			assertThat(this.events).containsExactly("work", "work", "work");
		});
	}

	@Test
	void whenValueComesFromTheCacheThenItIsPublishedToo() {
		this.contextRunner.run((context) -> {
			Shop shop = context.getBean(Shop.class);
			shop.cached("book");
			shop.cached("book");
			assertThat(this.events).containsExactly("work", "publish", "publish");
		});
	}

	@Test
	void whenCacheSurroundsTheAspectThenOnlyWhatTheMethodReturnedIsPublished() {
		this.contextRunner.withPropertyValues("qstash.publish.aspect.order=" + Ordered.LOWEST_PRECEDENCE)
			.withUserConfiguration(OuterCache.class)
			.run((context) -> {
				Shop shop = context.getBean(Shop.class);
				shop.cached("book");
				shop.cached("book");
				assertThat(this.events).containsExactly("work", "publish");
			});
	}

	@Test
	void whenMethodIsAsynchronousThenItIsPublishedBeforeTheFutureCompletes() {
		this.contextRunner.run((context) -> {
			assertThat(context.getBean(Shop.class).inAnotherThread()).succeedsWithin(Duration.ofSeconds(5))
				.isNotEqualTo(Thread.currentThread().getName());
			assertThat(this.events).containsExactly("begin", "work", "commit", "publish");
		});
	}

	@Test
	void whenArgumentOrValueIsInvalidThenNothingIsPublished() {
		this.contextRunner.run((context) -> {
			Shop shop = context.getBean(Shop.class);
			assertThatExceptionOfType(ConstraintViolationException.class).isThrownBy(() -> shop.validated(" "));
			assertThat(this.events).doesNotContain("work");
			assertThatExceptionOfType(ConstraintViolationException.class).isThrownBy(() -> shop.validated("too long"));
			assertThat(this.events).contains("work").doesNotContain("publish");
			shop.validated("book");
			assertThat(this.events).endsWith("commit", "publish");
		});
	}

	private void refuse() {
		this.operations.answerWith(Mono.error(new IllegalArgumentException("refused")));
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAsync
	@EnableCaching
	@EnableResilientMethods
	static class Everything {

	}

	@Configuration(proxyBeanMethods = false)
	@EnableCaching(order = Ordered.LOWEST_PRECEDENCE - 5)
	static class OuterCache {

	}

	@Validated
	public static class Shop {

		private final List<String> events;

		private boolean failed;

		Shop(List<String> events) {
			this.events = events;
		}

		@Retryable(delay = 1)
		@Transactional
		@QStashPublish("/shipments")
		public String failFirst() {
			this.events.add("work");
			if (!this.failed) {
				this.failed = true;
				throw new IllegalStateException("no stock yet");
			}
			return "book";
		}

		@Retryable(maxRetries = 2, delay = 1)
		@Transactional
		@QStashPublish("/shipments")
		public String retried() {
			this.events.add("work");
			return "book";
		}

		@Retryable(maxRetries = 2, delay = 1)
		@QStashPublish("/shipments")
		public Mono<String> retriedLater() {
			return Mono.fromCallable(() -> {
				this.events.add("work");
				return "book";
			});
		}

		@Retryable(maxRetries = 2, delay = 1)
		@QStashPublish(destination = "/shipments", onFailure = PublishFailurePolicy.LOG)
		public String retriedAndLogged() {
			this.events.add("work");
			return "book";
		}

		@Retryable(maxRetries = 2, delay = 1)
		@QStashPublish(destination = "/shipments", onFailure = PublishFailurePolicy.PROPAGATE)
		public String retriedAndPropagating() {
			this.events.add("work");
			return "book";
		}

		@Cacheable("orders")
		@QStashPublish("/shipments")
		public String cached(String item) {
			this.events.add("work");
			return item;
		}

		@Async
		@Transactional
		@QStashPublish("/shipments")
		public CompletableFuture<String> inAnotherThread() {
			this.events.add("work");
			return CompletableFuture.completedFuture(Thread.currentThread().getName());
		}

		@Transactional
		@QStashPublish("/shipments")
		public @Size(max = 5) String validated(@NotBlank String item) {
			this.events.add("work");
			return item;
		}

	}

}
