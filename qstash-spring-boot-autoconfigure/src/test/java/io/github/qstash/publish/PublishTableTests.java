package io.github.qstash.publish;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.github.qstash.annotation.PublishFailurePolicy;
import io.github.qstash.annotation.PublishMode;
import io.github.qstash.annotation.PublishPhase;
import io.github.qstash.annotation.QStashPublish;
import io.github.qstash.autoconfigure.publish.RecordingReactiveTransactionManager;
import io.github.qstash.autoconfigure.publish.RecordingTransactionManager;
import io.github.qstash.client.PublishResponse;
import io.github.qstash.client.QStashRejectedException;
import io.github.qstash.message.QStashMessage;
import io.reactivex.rxjava3.core.Flowable;
import io.reactivex.rxjava3.core.Maybe;
import io.reactivex.rxjava3.core.Single;
import net.bytebuddy.ByteBuddy;
import net.bytebuddy.asm.MemberAttributeExtension;
import net.bytebuddy.description.annotation.AnnotationDescription;
import net.bytebuddy.dynamic.loading.ClassLoadingStrategy;
import net.bytebuddy.implementation.SuperMethodCall;
import net.bytebuddy.matcher.ElementMatchers;
import org.junit.jupiter.api.Test;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import org.springframework.aop.framework.ProxyFactory;
import org.springframework.core.Ordered;
import org.springframework.core.ReactiveAdapterRegistry;
import org.springframework.http.ResponseEntity;
import org.springframework.transaction.TransactionManager;
import org.springframework.transaction.interceptor.BeanFactoryTransactionAttributeSourceAdvisor;
import org.springframework.transaction.interceptor.MatchAlwaysTransactionAttributeSource;
import org.springframework.transaction.interceptor.TransactionInterceptor;
import org.springframework.transaction.reactive.TransactionalOperator;
import org.springframework.transaction.support.TransactionTemplate;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Every return type in every situation with every policy and outcome: what is published,
 * and what the caller gets. The tables in {@code docs/annotation.md} are what this test
 * saw; run it with {@code -Dqstash.docs.update=true} to write them.
 */
class PublishTableTests {

	private static final Path PAGE = Path.of("../docs/annotation.md");

	private static final Duration LIMIT = Duration.ofSeconds(5);

	private final Map<String, Class<?>> annotated = new LinkedHashMap<>();

	@Test
	void tablesOfThePageAreWhatHappens() throws Exception {
		String page = Files.readString(PAGE);
		String expected = replace(replace(page, "outcomes", outcomes()), "failures", failures());
		if (Boolean.getBoolean("qstash.docs.update")) {
			Files.writeString(PAGE, expected);
		}
		assertThat(page).as("run with -Dqstash.docs.update=true to write the tables").isEqualTo(expected);
	}

	private static String replace(String page, String name, List<String> table) {
		String start = "<!-- " + name + " -->\n";
		int from = page.indexOf(start) + start.length();
		int to = page.indexOf("<!-- end -->", from);
		return page.substring(0, from) + String.join("\n", table) + "\n" + page.substring(to);
	}

	// the same in every situation and with every policy
	private List<String> outcomes() throws Exception {
		List<String> lines = new ArrayList<>();
		lines.add(Arrays.stream(Outcome.values())
			.filter((outcome) -> outcome != Outcome.FAILED)
			.map((outcome) -> outcome.title)
			.collect(Collectors.joining(" | ", "| Returned | ", " |")));
		lines.add("|---|" + "---|".repeat(Outcome.values().length - 1));
		for (Returned returned : Returned.values()) {
			List<String> cells = new ArrayList<>();
			for (Outcome outcome : Outcome.values()) {
				if (outcome != Outcome.FAILED) {
					cells.add(sameEverywhere(returned, outcome));
				}
			}
			lines.add("| " + returned.title + " | " + String.join(" | ", cells) + " |");
		}
		return lines;
	}

	private String sameEverywhere(Returned returned, Outcome outcome) throws Exception {
		Map<String, String> results = new LinkedHashMap<>();
		for (Situation situation : Situation.values()) {
			for (PublishFailurePolicy policy : PublishFailurePolicy.values()) {
				if (returned.has(outcome) && situation.has(returned) && situation.has(outcome)
						&& situation.has(policy)) {
					Observed observed = run(returned, situation, policy, outcome);
					results.put(situation + " " + policy, observed.published + ", " + observed.caller);
					assertThat(observed.early).as(returned + " " + situation)
						.isEqualTo(situation.publishesBeforeCommit() && !observed.published.equals("nothing"));
				}
			}
		}
		assertThat(results.values().stream().distinct()).as(returned + " " + outcome + " " + results)
			.hasSizeLessThanOrEqualTo(1);
		return results.values().stream().findFirst().orElse("");
	}

	private List<String> failures() throws Exception {
		List<String> lines = new ArrayList<>();
		lines.add(Arrays.stream(PublishFailurePolicy.values())
			.map((policy) -> "`" + policy + "`")
			.collect(Collectors.joining(" | ", "| Returned | Published | ", " |")));
		lines.add("|---|---|" + "---|".repeat(PublishFailurePolicy.values().length));
		Map<String, List<String>> rows = new LinkedHashMap<>();
		for (Situation situation : Situation.values()) {
			for (Returned returned : Returned.values()) {
				if (situation.has(returned)) {
					List<String> cells = new ArrayList<>();
					for (PublishFailurePolicy policy : PublishFailurePolicy.values()) {
						cells.add(failure(returned, situation, policy));
					}
					rows.computeIfAbsent(situation.title + " | " + String.join(" | ", cells),
							(row) -> new ArrayList<>())
						.add(returned.title);
				}
			}
		}
		rows.forEach((row, types) -> {
			boolean every = types.size() == Returned.values().length;
			lines.add("| " + (every ? "every type" : String.join(", ", types)) + " | " + row + " |");
		});
		return lines;
	}

	private String failure(Returned returned, Situation situation, PublishFailurePolicy policy) throws Exception {
		if (!situation.has(policy)) {
			return "refused at startup";
		}
		Observed observed = run(returned, situation, policy, Outcome.FAILED);
		assertThat(observed.published).as("tried: " + returned + " " + situation + " " + policy)
			.isNotEqualTo("nothing");
		return observed.caller;
	}

	private Observed run(Returned returned, Situation situation, PublishFailurePolicy policy, Outcome outcome)
			throws Exception {
		List<String> events = new CopyOnWriteArrayList<>();
		RecordingOperations operations = new RecordingOperations();
		operations.answerWith(Mono.fromRunnable(() -> events.add("publish")));
		if (outcome == Outcome.FAILED) {
			operations.answerWith(Mono.<PublishResponse>error(new IllegalArgumentException("refused")));
		}
		Class<?> type = annotated(returned, situation, policy);
		Shop work = returned.isKotlin() ? new Shop() : (Shop) type.getDeclaredConstructor().newInstance();
		work.outcome = outcome;
		Object target = returned.isKotlin()
				? type.getDeclaredConstructor(Supplier.class).newInstance(work.laterIn(returned)) : work;
		// a method that returns no Mono at all fails in a reactive transaction of its own
		boolean reactive = situation == Situation.OWN && Situation.REACTIVE.has(returned)
				&& (outcome != Outcome.NULL || returned == Returned.SUSPENDED);
		QStashPublishExecutor executor = new QStashPublishExecutor(1, 1, LIMIT);
		Advised advised = new Advised(operations, Map.of()).bean("executor", executor)
			.bean("handler", (QStashPublishFailureHandler) (failure) -> Mono.fromRunnable(() -> events.add("handler")));
		if (reactive) {
			advised.bean("transactions", new RecordingReactiveTransactionManager(events))
				.bean("transactionAttributes", new MatchAlwaysTransactionAttributeSource())
				.bean("transactionAdvisor", transactionAdvisor());
		}
		Object shop = advised
			.classProxy((situation == Situation.OWN) ? transactional(target, reactive, events) : target);
		String caller = situation.run(events, outcome,
				() -> new Caller(returned, work, (situation == Situation.REACTIVE) ? events : null).get(shop));
		executor.stop();
		if (events.contains("handler")) {
			caller += (situation == Situation.HANDED_OVER) ? ", and the handlers are called" : ", after the handlers";
		}
		int end = Math.max(events.indexOf("commit"), events.indexOf("rollback"));
		boolean early = events.contains("publish") && events.indexOf("publish") < end;
		return new Observed(published(operations), caller, early);
	}

	private static BeanFactoryTransactionAttributeSourceAdvisor transactionAdvisor() {
		BeanFactoryTransactionAttributeSourceAdvisor advisor = new BeanFactoryTransactionAttributeSourceAdvisor();
		advisor.setOrder(Ordered.LOWEST_PRECEDENCE);
		advisor.setAdvice(new TransactionInterceptor());
		return advisor;
	}

	private static Object transactional(Object target, boolean reactive, List<String> events) {
		ProxyFactory factory = new ProxyFactory();
		factory.setTarget(target);
		factory.setProxyTargetClass(true);
		TransactionManager transactions = reactive ? new RecordingReactiveTransactionManager(events)
				: new RecordingTransactionManager(events);
		factory.addAdvice(new TransactionInterceptor(transactions, new MatchAlwaysTransactionAttributeSource()));
		return factory.getProxy();
	}

	private static String published(RecordingOperations operations) {
		if (!operations.batches().isEmpty()) {
			return "a batch of " + operations.messages().size();
		}
		return switch (operations.messages().size()) {
			case 0 -> "nothing";
			case 1 -> (operations.messages().get(0).body() instanceof String) ? "1 message" : "1 message with all";
			default -> operations.messages().size() + " messages";
		};
	}

	private Class<?> annotated(Returned returned, Situation situation, PublishFailurePolicy policy) {
		return this.annotated.computeIfAbsent(returned + " " + situation.phase + " " + situation.mode() + " " + policy,
				(key) -> {
					AnnotationDescription annotation = AnnotationDescription.Builder.ofType(QStashPublish.class)
						.define("value", "/shipments")
						.define("split", returned == Returned.SPLIT)
						.define("batch", returned == Returned.BATCH)
						.define("phase", situation.phase)
						.define("mode", situation.mode())
						.define("onFailure", policy)
						.build();
					return returned.isKotlin() ? annotatedKotlin(returned, annotation)
							: annotated(returned, annotation);
				});
	}

	private Class<?> annotated(Returned returned, AnnotationDescription annotation) {
		return new ByteBuddy().subclass(Shop.class)
			.method(ElementMatchers.named(returned.method))
			.intercept(SuperMethodCall.INSTANCE)
			.annotateMethod(annotation)
			.make()
			.load(getClass().getClassLoader(), ClassLoadingStrategy.Default.INJECTION)
			.getLoaded();
	}

	// a subclass would not be a class of Kotlin
	private Class<?> annotatedKotlin(Returned returned, AnnotationDescription annotation) {
		return new ByteBuddy().redefine(KotlinTableShop.class)
			.visit(new MemberAttributeExtension.ForMethod().annotateMethod(annotation)
				.on(ElementMatchers.named(returned.method)))
			.make()
			.load(getClass().getClassLoader(), ClassLoadingStrategy.Default.CHILD_FIRST)
			.getLoaded();
	}

	private record Observed(String published, String caller, boolean early) {

	}

	enum Situation {

		ALONE("without a transaction", PublishPhase.AFTER_COMMIT),

		OWN("after the commit of the method's own transaction", PublishPhase.AFTER_COMMIT),

		COMMITTED("after the commit of a blocking caller", PublishPhase.AFTER_COMMIT),

		REACTIVE("after the commit of a reactive caller", PublishPhase.AFTER_COMMIT),

		IMMEDIATELY("immediately, in a caller's transaction", PublishPhase.IMMEDIATELY),

		HANDED_OVER("with `mode = ASYNC`", PublishPhase.AFTER_COMMIT);

		private final String title;

		private final PublishPhase phase;

		Situation(String title, PublishPhase phase) {
			this.title = title;
			this.phase = phase;
		}

		boolean has(Returned returned) {
			if (this == HANDED_OVER) {
				return !returned.isDeferred() && returned != Returned.FUTURE;
			}
			// only these carry the context that has the transaction
			return this != REACTIVE || returned == Returned.MONO || returned == Returned.FLUX
					|| returned == Returned.BATCH || returned.isKotlin();
		}

		boolean has(Outcome outcome) {
			return switch (outcome) {
				case ROLLED_BACK -> this == COMMITTED || this == REACTIVE;
				case UNDONE -> this == IMMEDIATELY;
				default -> true;
			};
		}

		boolean has(PublishFailurePolicy policy) {
			return this != HANDED_OVER || policy != PublishFailurePolicy.PROPAGATE;
		}

		PublishMode mode() {
			return (this == HANDED_OVER) ? PublishMode.ASYNC : PublishMode.AWAIT;
		}

		boolean publishesBeforeCommit() {
			return this == IMMEDIATELY;
		}

		String run(List<String> events, Outcome outcome, Supplier<String> call) {
			if (this != COMMITTED && this != IMMEDIATELY) {
				return call.get();
			}
			try {
				return new TransactionTemplate(new RecordingTransactionManager(events)).execute((status) -> {
					String caller = call.get();
					if (outcome == Outcome.ROLLED_BACK || outcome == Outcome.UNDONE) {
						status.setRollbackOnly();
					}
					return caller;
				});
			}
			catch (IllegalArgumentException | QStashRejectedException ex) {
				return "whoever commits gets the failure";
			}
		}

	}

	enum Outcome {

		VALUE("a value"), NULL("`null`"), EMPTY("something empty"), ERROR("an error"), CANCELLED("the caller cancels"),
		ROLLED_BACK("a blocking transaction of the caller rolls back"), UNDONE("the same, with `IMMEDIATELY`"),
		FAILED("publishing fails");

		private final String title;

		Outcome(String title) {
			this.title = title;
		}

	}

	enum Returned {

		PLAIN("plain value", "plain"), MESSAGE("`QStashMessage`", "message"),
		MESSAGES("collection of `QStashMessage`", "messages"), OPTIONAL("`Optional`", "optional"),
		RESPONSE("`ResponseEntity`", "response"), COLLECTION("collection", "collection"), ARRAY("array", "array"),
		SPLIT("collection with `split`", "collection"), FUTURE("`CompletionStage`", "future"), MONO("`Mono`", "mono"),
		SINGLE("`Single`", "single"), MAYBE("`Maybe`", "maybe"), FLUX("`Flux`", "flux"),
		BATCH("`Flux` with `batch`", "flux"), FLOWABLE("`Flowable`", "flowable"), SUSPENDED("`suspend`", "suspended"),
		FLOW("`Flow`", "flow"), SUSPENDED_FLOW("`suspend` with a `Flow`", "suspendedFlow");

		private final String title;

		private final String method;

		Returned(String title, String method) {
			this.title = title;
			this.method = method;
		}

		boolean isDeferred() {
			return ordinal() > FUTURE.ordinal();
		}

		boolean isKotlin() {
			return ordinal() > FLOWABLE.ordinal();
		}

		boolean has(Outcome outcome) {
			return switch (outcome) {
				case EMPTY -> this != PLAIN && this != MESSAGE && this != FUTURE && this != SINGLE && this != SUSPENDED;
				case NULL -> this != SUSPENDED_FLOW;
				case CANCELLED -> isDeferred() || this == FUTURE;
				default -> true;
			};
		}

	}

	/** What the caller does with what it got, and sees. */
	private record Caller(Returned returned, Shop target, List<String> reactiveTransaction) {

		String get(Object shop) {
			Object value;
			try {
				value = switch (this.returned) {
					case SUSPENDED -> KotlinTableShopKt.suspended((SuspendingShop) shop);
					case SUSPENDED_FLOW -> KotlinTableShopKt.suspendedFlow((SuspendingShop) shop);
					default -> shop.getClass().getMethod(this.returned.method).invoke(shop);
				};
			}
			catch (ReflectiveOperationException ex) {
				return error(ex.getCause());
			}
			if (value == null) {
				return "`null`";
			}
			if (value instanceof CompletableFuture<?> future) {
				return future(future);
			}
			return this.returned.isDeferred() ? subscribe(value) : value(value);
		}

		private String future(CompletableFuture<?> future) {
			if (this.target.outcome == Outcome.CANCELLED) {
				future.cancel(true);
				return this.target.source.isCancelled() ? "the method's future is cancelled" : "nobody is cancelled";
			}
			return future.handle((value, ex) -> (ex != null) ? error(ex) : value(value)).join();
		}

		private String subscribe(Object value) {
			Flux<?> flux = Flux
				.from(ReactiveAdapterRegistry.getSharedInstance().getAdapter(value.getClass()).toPublisher(value));
			if (this.reactiveTransaction != null) {
				flux = TransactionalOperator.create(new RecordingReactiveTransactionManager(this.reactiveTransaction))
					.execute((status) -> {
						if (this.target.outcome == Outcome.ROLLED_BACK) {
							status.setRollbackOnly();
						}
						return Flux.from(ReactiveAdapterRegistry.getSharedInstance()
							.getAdapter(value.getClass())
							.toPublisher(value));
					});
			}
			if (this.target.outcome == Outcome.CANCELLED) {
				Disposable subscription = flux.subscribe();
				subscription.dispose();
				return this.target.cancelled.get() ? "the method's work is cancelled" : "nobody is cancelled";
			}
			try {
				List<?> values = flux.collectList().block(LIMIT);
				// a coroutine that returns null
				boolean isNull = this.target.outcome == Outcome.NULL;
				return !values.isEmpty() ? value(values) : isNull ? "`null`" : "completion";
			}
			catch (RuntimeException ex) {
				return error(ex);
			}
		}

		private String error(Throwable error) {
			String message = String.valueOf(error.getMessage());
			if (message.endsWith("refused")) {
				return "the failure";
			}
			return switch (message) {
				case "no stock" -> "the error";
				case "Transaction synchronization is not active" -> "an error of Spring";
				default -> throw new AssertionError(error);
			};
		}

		private static String value(Object value) {
			return (value != null) ? "the value" : "`null`";
		}

	}

	/** Does what the outcome says. */
	public static class Shop {

		private Outcome outcome;

		private final CompletableFuture<String> source = new CompletableFuture<>();

		private final AtomicBoolean cancelled = new AtomicBoolean();

		private <T> T now(T value, T empty) {
			return switch (this.outcome) {
				case NULL -> null;
				case EMPTY -> empty;
				case ERROR -> throw new IllegalStateException("no stock");
				default -> value;
			};
		}

		private Flux<String> later(String... values) {
			return switch (this.outcome) {
				case NULL -> null;
				case EMPTY -> Flux.empty();
				case ERROR -> Flux.error(new IllegalStateException("no stock"));
				case CANCELLED -> Flux.<String>never().doOnCancel(() -> this.cancelled.set(true));
				default -> Flux.just(values);
			};
		}

		private Supplier<Flux<String>> laterIn(Returned returned) {
			return () -> (returned == Returned.SUSPENDED) ? later("a") : later("a", "b");
		}

		public String plain() {
			return now("a", null);
		}

		public java.util.Optional<String> optional() {
			return now(java.util.Optional.of("a"), java.util.Optional.empty());
		}

		public ResponseEntity<String> response() {
			return now(ResponseEntity.ok("a"), ResponseEntity.noContent().build());
		}

		public QStashMessage message() {
			return now(QStashMessage.to("/a").body("a").build(), null);
		}

		public List<QStashMessage> messages() {
			return now(Stream.of("a", "b").map((body) -> QStashMessage.to("/a").body(body).build()).toList(),
					List.of());
		}

		public List<String> collection() {
			return now(List.of("a", "b"), List.of());
		}

		public String[] array() {
			return now(new String[] { "a", "b" }, new String[0]);
		}

		public CompletableFuture<String> future() {
			switch (this.outcome) {
				case NULL -> this.source.complete(null);
				case ERROR -> this.source.completeExceptionally(new IllegalStateException("no stock"));
				case CANCELLED -> {
				}
				default -> this.source.complete("a");
			}
			return this.source;
		}

		public Mono<String> mono() {
			Flux<String> later = later("a");
			return (later != null) ? later.next() : null;
		}

		public Single<String> single() {
			Flux<String> later = later("a");
			return (later != null) ? Single.fromPublisher(later) : null;
		}

		public Maybe<String> maybe() {
			Flux<String> later = later("a");
			return (later != null) ? Maybe.fromPublisher(later) : null;
		}

		public Flux<String> flux() {
			return later("a", "b");
		}

		public Flowable<String> flowable() {
			Flux<String> later = later("a", "b");
			return (later != null) ? Flowable.fromPublisher(later) : null;
		}

	}

}
