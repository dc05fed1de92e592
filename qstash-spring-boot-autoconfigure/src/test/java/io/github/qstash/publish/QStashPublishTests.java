package io.github.qstash.publish;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;

import io.github.qstash.annotation.PublishFailurePolicy;
import io.github.qstash.annotation.QStashPublish;
import io.github.qstash.client.PublishResponse;
import io.github.qstash.client.QStashTransportException;
import io.github.qstash.message.Destination;
import io.github.qstash.message.InvalidMessageException;
import io.github.qstash.message.QStashMessage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.SignalType;
import reactor.core.scheduler.Schedulers;
import reactor.test.StepVerifier;
import reactor.test.publisher.TestPublisher;

import org.springframework.core.annotation.AliasFor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Tests for methods annotated with {@link QStashPublish @QStashPublish}: what is
 * published, when, and what the caller gets.
 */
class QStashPublishTests {

	private static final Duration LIMIT = Duration.ofSeconds(5);

	private final RecordingOperations operations = new RecordingOperations();

	private final Advised advised = new Advised(this.operations, Map.of("shop.url", "https://shop.example/shipments",
			"shop.queue", "shipping", "shop.delay", "1d10h", "shop.retries", "7", "shop.empty", ""));

	@Test
	void whenMethodReturnsValueThenValueIsPublishedAndReturned() {
		Shop shop = this.advised.classProxy(new Shop());
		Order order = shop.place("book");
		assertThat(order).isEqualTo(new Order("book"));
		QStashMessage message = this.operations.onlyMessage();
		assertThat(message.body()).isSameAs(order);
		assertThat(message.destination()).isEqualTo(Destination.of("/shipments"));
		assertThat(message.queue()).isNull();
		assertThat(message.delay()).isNull();
		assertThat(message.retries()).isNull();
	}

	@Test
	void whenAttributesAreGivenThenTheyReachTheMessage() {
		this.advised.classProxy(new Shop()).placeWithOptions();
		QStashMessage message = this.operations.onlyMessage();
		assertThat(message.destination()).isEqualTo(Destination.of("https://shop.example/orders"));
		assertThat(message.queue()).isEqualTo("orders");
		assertThat(message.delay()).isEqualTo(Duration.ofSeconds(10));
		assertThat(message.retries()).isZero();
	}

	@Test
	void whenAttributesHavePlaceholdersThenTheyAreResolved() {
		this.advised.classProxy(new Shop()).placeWithPlaceholders();
		QStashMessage message = this.operations.onlyMessage();
		assertThat(message.destination()).isEqualTo(Destination.of("https://shop.example/shipments"));
		assertThat(message.queue()).isEqualTo("shipping");
		assertThat(message.delay()).isEqualTo(Duration.ofHours(34));
		assertThat(message.retries()).isEqualTo(7);
	}

	@Test
	void whenPlaceholderResolvesToNothingThenAttributeIsNotSet() {
		this.advised.classProxy(new Shop()).placeWithEmptyPlaceholder();
		assertThat(this.operations.onlyMessage().queue()).isNull();
	}

	@Test
	void whenDelayIsIsoDurationThenItIsUnderstood() {
		this.advised.classProxy(new Shop()).placeWithIsoDelay();
		assertThat(this.operations.onlyMessage().delay()).isEqualTo(Duration.ofMinutes(90));
	}

	@Test
	void whenCalledThenPublishesAfterMethodReturned() {
		List<String> events = new ArrayList<>();
		this.operations.answerWith(Mono.<PublishResponse>empty().doOnSubscribe((s) -> events.add("published")));
		this.advised.classProxy(new Shop() {

			@Override
			Order place(String item) {
				events.add("called");
				return super.place(item);
			}

		}).place("book");
		assertThat(events).containsExactly("called", "published");
	}

	@Test
	void whenMethodThrowsThenNothingIsPublishedAndCallerGetsTheException() {
		Shop shop = this.advised.classProxy(new Shop());
		assertThatIllegalStateException().isThrownBy(shop::fail).withMessage("no stock");
		assertThat(this.operations.messages()).isEmpty();
	}

	@Test
	void whenMethodReturnsNullThenNothingIsPublished() {
		assertThat(this.advised.classProxy(new Shop()).nothing()).isNull();
		assertThat(this.operations.messages()).isEmpty();
	}

	@Test
	void whenPublishFailsThenCallerGetsTheFailureAsItIs() {
		IllegalArgumentException failure = new IllegalArgumentException("refused");
		this.operations.answerWith(Mono.error(failure));
		Shop shop = this.advised.classProxy(new Shop());
		assertThatExceptionOfType(IllegalArgumentException.class).isThrownBy(() -> shop.place("book"))
			.isSameAs(failure);
	}

	@Test
	void whenPublishIsNotAcceptedInTimeThenCallerGetsQStashException() {
		this.operations.answerWith(Mono.never());
		Advised impatient = new Advised(this.operations, Map.of(), Duration.ofMillis(20));
		Orders orders = impatient.classProxy(new DefaultOrders());
		assertThatExceptionOfType(QStashTransportException.class).isThrownBy(() -> orders.place("book"))
			.withMessageContaining("Orders.place")
			.withMessageContaining("within 20 ms ('qstash.publish.aspect.await-timeout')");
	}

	@Test
	void whenCalledOnNonBlockingThreadThenRefusesBeforeMethodRuns() {
		AtomicInteger calls = new AtomicInteger();
		Shop shop = this.advised.classProxy(new Shop() {

			@Override
			Order place(String item) {
				calls.incrementAndGet();
				return super.place(item);
			}

		});
		StepVerifier.create(Mono.fromCallable(() -> shop.place("book")).subscribeOn(Schedulers.parallel()))
			.expectErrorSatisfies((ex) -> assertThat(ex).isInstanceOf(IllegalStateException.class)
				.hasMessageContaining("place'")
				.hasMessageContaining("non-blocking thread 'parallel-")
				.hasMessageContaining("Return a Mono"))
			.verify(LIMIT);
		assertThat(calls).hasValue(0);
		assertThat(this.operations.messages()).isEmpty();
	}

	@Test
	void whenMethodReturnsMonoThenNothingHappensBeforeSubscription() {
		Shop shop = this.advised.classProxy(new Shop());
		Mono<Order> mono = shop.placeLater("book");
		assertThat(shop.subscriptions()).hasValue(0);
		assertThat(this.operations.messages()).isEmpty();
		StepVerifier.create(mono).expectNext(new Order("book")).expectComplete().verify(LIMIT);
		assertThat(shop.subscriptions()).hasValue(1);
		assertThat(this.operations.onlyMessage().body()).isEqualTo(new Order("book"));
	}

	@Test
	void whenMonoIsSubscribedToTwiceThenEachSubscriptionPublishesOnce() {
		Shop shop = this.advised.classProxy(new Shop());
		Mono<Order> mono = shop.placeLater("book");
		StepVerifier.create(Flux.concat(mono, mono)).expectNextCount(2).expectComplete().verify(LIMIT);
		assertThat(shop.subscriptions()).hasValue(2);
		assertThat(this.operations.messages()).hasSize(2);
	}

	@Test
	void whenMonoIsUsedOnNonBlockingThreadThenItIsPublished() {
		Shop shop = this.advised.classProxy(new Shop());
		Mono<Order> mono = Mono.defer(() -> shop.placeLater("book")).subscribeOn(Schedulers.parallel());
		StepVerifier.create(mono).expectNextCount(1).expectComplete().verify(LIMIT);
		assertThat(this.operations.messages()).hasSize(1);
	}

	@Test
	void whenMonoHasValueThenItsWorkCompletesAndIsNotCancelled() {
		AtomicReference<SignalType> end = new AtomicReference<>();
		Mono<?> mono = (Mono<?>) this.advised.classProxy(new Shop()).undeclared(Mono.just("book").doFinally(end::set));
		StepVerifier.create(mono).expectNextCount(1).expectComplete().verify(LIMIT);
		assertThat(end).hasValue(SignalType.ON_COMPLETE);
	}

	@Test
	void whenMonoIsEmptyThenNothingIsPublished() {
		Mono<Order> mono = this.advised.classProxy(new Shop()).nothingLater();
		StepVerifier.create(mono).expectComplete().verify(LIMIT);
		assertThat(this.operations.messages()).isEmpty();
	}

	@Test
	void whenMonoFailsThenNothingIsPublished() {
		Mono<Order> mono = this.advised.classProxy(new Shop()).failLater();
		StepVerifier.create(mono).expectErrorMessage("no stock").verify(LIMIT);
		assertThat(this.operations.messages()).isEmpty();
	}

	@Test
	void whenMonoMethodReturnsNullThenCallerGetsNull() {
		assertThat(this.advised.classProxy(new Shop()).nullLater()).isNull();
	}

	@Test
	void whenPublishFailsThenMonoFailsWithTheFailure() {
		IllegalArgumentException failure = new IllegalArgumentException("refused");
		this.operations.answerWith(Mono.error(failure));
		Mono<Order> mono = this.advised.classProxy(new Shop()).placeLater("book");
		StepVerifier.create(mono).expectErrorMatches((ex) -> ex == failure).verify(LIMIT);
	}

	@Test
	void whenSubscriberCancelsThenPublishIsCancelled() {
		TestPublisher<PublishResponse> answer = TestPublisher.create();
		this.operations.answerWith(answer.mono());
		Mono<Order> mono = this.advised.classProxy(new Shop()).placeLater("book");
		StepVerifier.create(mono).thenAwait().thenCancel().verify(LIMIT);
		answer.assertCancelled();
	}

	@Test
	void whenSubscriberHasContextThenPublishSeesIt() {
		this.operations.answerWith(Mono.deferContextual((context) -> {
			assertThat(context.<String>get("tenant")).isEqualTo("acme");
			return Mono.empty();
		}));
		Mono<Order> mono = this.advised.classProxy(new Shop()).placeLater("book");
		StepVerifier.create(mono.contextWrite((context) -> context.put("tenant", "acme")))
			.expectNextCount(1)
			.expectComplete()
			.verify(LIMIT);
	}

	@ParameterizedTest
	@EnumSource(ProxyKind.class)
	void whenAnnotationIsOnInterfaceThenMethodOfClassIsPublished(ProxyKind kind) {
		Orders orders = kind.wrap(this.advised, Orders.class, new DefaultOrders());
		assertThat(orders.place("book")).isEqualTo(new Order("book"));
		assertThat(this.operations.bodies()).containsExactly(new Order("book"));
	}

	@ParameterizedTest
	@EnumSource(ProxyKind.class)
	void whenInterfaceIsImplementedByInheritedMethodThenItIsPublished(ProxyKind kind) {
		Orders orders = kind.wrap(this.advised, Orders.class, new InheritingOrders());
		orders.place("book");
		assertThat(this.operations.bodies()).containsExactly(new Order("book"));
	}

	@ParameterizedTest
	@EnumSource(ProxyKind.class)
	void whenInterfaceIsGenericThenValueIsPublishedOnce(ProxyKind kind) {
		Transformer<String, Order> transformer = kind.wrap(this.advised, Transformer.class, new OrderTransformer());
		assertThat(transformer.transform("book")).isEqualTo(new Order("book"));
		assertThat(this.operations.bodies()).containsExactly(new Order("book"));
	}

	@Test
	void whenAnnotationIsOnClassBehindInterfaceProxyThenItIsPublished() {
		Plain plain = this.advised.interfaceProxy(Plain.class, new AnnotatedPlain());
		plain.place("book");
		assertThat(this.operations.bodies()).containsExactly(new Order("book"));
	}

	@Test
	void whenTargetIsItselfInterfaceProxyThenAnnotationOfInterfaceCounts() {
		Orders bare = (Orders) Proxy.newProxyInstance(getClass().getClassLoader(), new Class<?>[] { Orders.class },
				(proxy, method, arguments) -> new Order((String) arguments[0]));
		this.advised.interfaceProxy(Orders.class, bare).place("book");
		assertThat(this.operations.bodies()).containsExactly(new Order("book"));
	}

	@Test
	void whenOverriddenMethodIsAnnotatedThenOverridingMethodIsPublished() {
		Shop shop = this.advised.classProxy(new Shop() {

			@Override
			Order place(String item) {
				return new Order("another " + item);
			}

		});
		shop.place("book");
		assertThat(this.operations.bodies()).containsExactly(new Order("another book"));
	}

	@Test
	void whenMethodIsNotAnnotatedThenNothingIsPublished() {
		Shop shop = this.advised.classProxy(new Shop());
		assertThat(shop.browse()).isEqualTo("books");
		assertThat(this.operations.messages()).isEmpty();
	}

	@Test
	void whenAnnotationIsComposedThenItsAttributesAreMerged() {
		this.advised.classProxy(new Shop()).placeAudited();
		QStashMessage message = this.operations.onlyMessage();
		assertThat(message.destination()).isEqualTo(Destination.of("audit-group"));
		assertThat(message.retries()).isEqualTo(9);
		assertThat(message.queue()).isEqualTo("audit");
	}

	@Test
	void whenMethodReturnsMessageThenAttributesFillInWhatItDoesNotSay() {
		this.advised.classProxy(new Shop()).message(QStashMessage.to("https://other.example/").body("b").build());
		QStashMessage message = this.operations.onlyMessage();
		assertThat(message.destination()).isEqualTo(Destination.of("https://other.example/"));
		assertThat(message.body()).isEqualTo("b");
		assertThat(message.queue()).isEqualTo("orders");
		assertThat(message.delay()).isEqualTo(Duration.ofSeconds(10));
		assertThat(message.retries()).isEqualTo(5);
	}

	@Test
	void whenMethodReturnsMessageThenItsOptionsWin() {
		this.advised.classProxy(new Shop())
			.message(QStashMessage.to("/a").queue("own").delay(Duration.ofSeconds(1)).retries(1).build());
		QStashMessage message = this.operations.onlyMessage();
		assertThat(message.queue()).isEqualTo("own");
		assertThat(message.delay()).isEqualTo(Duration.ofSeconds(1));
		assertThat(message.retries()).isEqualTo(1);
	}

	@Test
	void whenMethodReturnsMessageWithInstantThenDelayOfAnnotationIsNotAdded() {
		this.advised.classProxy(new Shop()).message(QStashMessage.to("/a").notBefore(Instant.EPOCH).build());
		assertThat(this.operations.onlyMessage().delay()).isNull();
	}

	@Test
	void whenMonoHasMessageThenNoDestinationIsNeeded() {
		Mono<QStashMessage> mono = this.advised.classProxy(new Shop())
			.messageLater(QStashMessage.to("/a").body("b").build());
		StepVerifier.create(mono).expectNextCount(1).expectComplete().verify(LIMIT);
		assertThat(this.operations.onlyMessage().destination()).isEqualTo(Destination.of("/a"));
	}

	@Test
	void whenMethodReturnsCollectionOrArrayThenItIsOneBody() {
		Shop shop = this.advised.classProxy(new Shop());
		shop.many();
		shop.count();
		assertThat(this.operations.bodies()).containsExactly(List.of(new Order("a"), new Order("b")), 2);
	}

	@Test
	void whenDeclaredTypeIsObjectThenMonoIsDecorated() {
		Object returned = this.advised.classProxy(new Shop()).undeclared(Mono.just("later"));
		assertThat(this.operations.messages()).isEmpty();
		StepVerifier.create((Mono<?>) returned).expectNextCount(1).expectComplete().verify(LIMIT);
		assertThat(this.operations.bodies()).containsExactly("later");
	}

	@Test
	void whenDeclaredTypeIsObjectThenPlainValueIsPublished() {
		Shop shop = this.advised.classProxy(new Shop());
		assertThat(shop.undeclared("now")).isEqualTo("now");
		assertThat(shop.undeclared(null)).isNull();
		assertThat(this.operations.bodies()).containsExactly("now");
	}

	@Test
	void whenDeclaredTypeIsObjectThenValueThatCannotBePublishedIsRefused() {
		Shop shop = this.advised.classProxy(new Shop());
		assertThatIllegalStateException().isThrownBy(() -> shop.undeclared(Stream.of("a", "b")))
			.withMessageContaining("java.util.stream.ReferencePipeline")
			.withMessageContaining("It can be read only once");
		assertThat(this.operations.messages()).isEmpty();
	}

	@Test
	void whenDeclaredTypeIsObjectThenFluxIsDecorated() {
		Object returned = this.advised.classProxy(new Shop()).undeclared(Flux.just("a", "b"));
		assertThat(this.operations.messages()).isEmpty();
		StepVerifier.create((Flux<?>) returned).expectNextCount(2).expectComplete().verify(LIMIT);
		assertThat(this.operations.bodies()).containsExactly("a", "b");
	}

	@Test
	void whenDeclaredTypeIsObjectThenPlainValueOnNonBlockingThreadIsRefused() {
		Shop shop = this.advised.classProxy(new Shop());
		StepVerifier.create(Mono.fromCallable(() -> shop.undeclared("now")).subscribeOn(Schedulers.parallel()))
			.expectError(IllegalStateException.class)
			.verify(LIMIT);
		assertThat(this.operations.messages()).isEmpty();
	}

	@Test
	void whenPlainValueOfUndeclaredTypeOnNonBlockingThreadIsNotPublishedThenPolicyApplies() {
		List<QStashPublishFailure> failures = new CopyOnWriteArrayList<>();
		Shop shop = this.advised
			.bean("handler", (QStashPublishFailureHandler) (failure) -> Mono.fromRunnable(() -> failures.add(failure)))
			.classProxy(new Shop());
		StepVerifier.create(Mono.fromCallable(() -> shop.undeclaredHandled("now")).subscribeOn(Schedulers.parallel()))
			.expectNext("now")
			.expectComplete()
			.verify(LIMIT);
		assertThat(this.operations.messages()).isEmpty();
		assertThat(failures).singleElement().satisfies((failure) -> {
			assertThat(failure.messages()).hasSize(1);
			assertThat(failure.cause()).hasMessageContaining("must not happen on the non-blocking thread");
		});
	}

	@Test
	void whenReturnedMessageContradictsAnnotationThenCallerGetsTheReason() {
		// delivered to an API that needs a callback, which the annotation cannot give
		Shop shop = this.advised.classProxy(new Shop());
		assertThatExceptionOfType(InvalidMessageException.class)
			.isThrownBy(() -> shop.message(QStashMessage.to("api/llm").build()));
	}

	enum ProxyKind {

		CLASS {
			@Override
			<T> T wrap(Advised advised, Class<? super T> type, T target) {
				return advised.classProxy(target);
			}
		},

		INTERFACE {
			@Override
			@SuppressWarnings("unchecked")
			<T> T wrap(Advised advised, Class<? super T> type, T target) {
				return (T) advised.interfaceProxy((Class<Object>) type, target);
			}
		};

		abstract <T> T wrap(Advised advised, Class<? super T> type, T target);

	}

	record Order(String item) {

	}

	static class Shop {

		private final AtomicInteger subscriptions = new AtomicInteger();

		AtomicInteger subscriptions() {
			return this.subscriptions;
		}

		@QStashPublish("/shipments")
		Order place(String item) {
			return new Order(item);
		}

		@QStashPublish(destination = "https://shop.example/orders", queue = "orders", delay = "10s", retries = "0")
		Order placeWithOptions() {
			return new Order("book");
		}

		@QStashPublish(destination = "${shop.url}", queue = "${shop.queue}", delay = "${shop.delay}",
				retries = "${shop.retries}")
		Order placeWithPlaceholders() {
			return new Order("book");
		}

		@QStashPublish(destination = "/shipments", queue = "${shop.empty}")
		Order placeWithEmptyPlaceholder() {
			return new Order("book");
		}

		@QStashPublish(destination = "/shipments", delay = "PT1H30M")
		Order placeWithIsoDelay() {
			return new Order("book");
		}

		@QStashPublish("/shipments")
		Order fail() {
			throw new IllegalStateException("no stock");
		}

		@QStashPublish("/shipments")
		Order nothing() {
			return null;
		}

		@QStashPublish("/shipments")
		Mono<Order> placeLater(String item) {
			return Mono.fromCallable(() -> {
				this.subscriptions.incrementAndGet();
				return new Order(item);
			});
		}

		@QStashPublish("/shipments")
		Mono<Order> nothingLater() {
			return Mono.empty();
		}

		@QStashPublish("/shipments")
		Mono<Order> failLater() {
			return Mono.error(new IllegalStateException("no stock"));
		}

		@QStashPublish("/shipments")
		Mono<Order> nullLater() {
			return null;
		}

		@QStashPublish("/shipments")
		List<Order> many() {
			return Arrays.asList(new Order("a"), new Order("b"));
		}

		@QStashPublish("/shipments")
		int count() {
			return 2;
		}

		@QStashPublish(destination = "/a", onFailure = PublishFailurePolicy.HANDLER)
		Object undeclaredHandled(Object value) {
			return value;
		}

		@QStashPublish("/shipments")
		Object undeclared(Object value) {
			return value;
		}

		@QStashPublish(queue = "orders", delay = "10s", retries = "5")
		QStashMessage message(QStashMessage message) {
			return message;
		}

		@QStashPublish
		Mono<QStashMessage> messageLater(QStashMessage message) {
			return Mono.just(message);
		}

		@Audited(retries = "9")
		Order placeAudited() {
			return new Order("book");
		}

		String browse() {
			return "books";
		}

	}

	@Target(ElementType.METHOD)
	@Retention(RetentionPolicy.RUNTIME)
	@QStashPublish(value = "audit-group", queue = "audit")
	@interface Audited {

		@AliasFor(annotation = QStashPublish.class)
		String retries() default "";

	}

	interface Orders {

		@QStashPublish("/shipments")
		Order place(String item);

	}

	static class DefaultOrders implements Orders {

		@Override
		public Order place(String item) {
			return new Order(item);
		}

	}

	public static class UnawareOrders {

		public Order place(String item) {
			return new Order(item);
		}

	}

	public static class InheritingOrders extends UnawareOrders implements Orders {

	}

	interface Transformer<S, T> {

		@QStashPublish("/shipments")
		T transform(S source);

	}

	static class OrderTransformer implements Transformer<String, Order> {

		@Override
		public Order transform(String source) {
			return new Order(source);
		}

	}

	interface Plain {

		Order place(String item);

	}

	static class AnnotatedPlain implements Plain {

		@Override
		@QStashPublish("/shipments")
		public Order place(String item) {
			return new Order(item);
		}

	}

}
