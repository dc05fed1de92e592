package io.github.qstash.publish;

import java.io.IOException;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.lang.reflect.InvocationTargetException;
import java.net.URL;
import java.net.URLClassLoader;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import io.github.qstash.annotation.QStashPublish;
import io.github.qstash.message.Destination;
import io.github.qstash.message.InvalidMessageException;
import io.github.qstash.message.QStashMessage;
import net.bytebuddy.ByteBuddy;
import net.bytebuddy.description.annotation.AnnotationDescription;
import net.bytebuddy.description.modifier.Visibility;
import net.bytebuddy.dynamic.loading.ClassLoadingStrategy;
import net.bytebuddy.implementation.FixedValue;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

import org.springframework.core.annotation.AliasFor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Tests for the attributes of {@link QStashPublish @QStashPublish}: what they become in
 * the message, as texts and as expressions.
 */
class PublishAttributesTests {

	private static final Duration LIMIT = Duration.ofSeconds(5);

	private final RecordingOperations operations = new RecordingOperations();

	private final Shop shop = new Advised(this.operations,
			Map.of("shop.tenant", "acme", "shop.limit", "10", "shop.text", "${shop.tenant} #{1}"))
		.bean("prices", new Prices())
		.classProxy(new Shop());

	@Test
	void whenEveryOptionIsConstantThenMessageHasThemAll() {
		this.shop.everyOption();
		assertThat(headers()).containsExactlyInAnyOrderEntriesOf(options());
		assertThat(this.operations.onlyMessage().contentType()).isEqualTo("application/vnd.order+json");
		assertThat(this.operations.onlyMessage().queue()).isEqualTo("orders");
	}

	@Test
	void whenEveryOptionIsAnExpressionThenMessageHasThemAll() {
		this.shop.everyOptionEvaluated(new Options());
		assertThat(headers()).containsExactlyInAnyOrderEntriesOf(options());
		assertThat(this.operations.onlyMessage().contentType()).isEqualTo("application/vnd.order+json");
		assertThat(this.operations.onlyMessage().queue()).isEqualTo("orders");
	}

	@Test
	void whenEveryExpressionGivesNullThenNoOptionIsSet() {
		this.shop.everyOptionEvaluated(null);
		assertThat(headers()).isEmpty();
		assertThat(this.operations.onlyMessage().contentType()).isNull();
		assertThat(this.operations.onlyMessage().queue()).isNull();
	}

	@Test
	void whenPartOfTextGivesNullThenTheOptionIsNotSet() {
		this.shop.numbered(null);
		assertThat(headers()).doesNotContainKeys("Upstash-Deduplication-Id", "Upstash-Label",
				"Upstash-Forward-X-Order");
		assertThat(this.operations.onlyMessage().body()).isEqualTo("order ");
	}

	@Test
	void whenNoPartOfTextGivesNullThenTheOptionIsSet() {
		this.shop.numbered(7);
		assertThat(headers()).containsEntry("Upstash-Deduplication-Id", "order-7");
	}

	@Test
	void whenPartOfDestinationGivesNullThenNothingIsPublished() {
		assertThatExceptionOfType(InvalidMessageException.class).isThrownBy(() -> this.shop.toNumbered(null))
			.withMessageContaining("gave nothing");
		assertThat(this.operations.messages()).isEmpty();
	}

	@Test
	void whenFirstThreadHasAnotherClassLoaderThenTypesAreFoundNevertheless() throws IOException {
		Thread thread = Thread.currentThread();
		ClassLoader before = thread.getContextClassLoader();
		try (URLClassLoader empty = new URLClassLoader(new URL[0], null)) {
			thread.setContextClassLoader(empty);
			this.shop.typed();
		}
		finally {
			thread.setContextClassLoader(before);
		}
		assertThat(this.operations.onlyMessage().body()).isEqualTo("EUR");
	}

	@Test
	void whenCompiledWithoutParameterNamesThenVariablesWithThemAreRefused() throws Exception {
		Object proxy = new Advised(this.operations, Map.of()).classProxy(withoutParameterNames("#{#item}"));
		assertThatExceptionOfType(InvocationTargetException.class)
			.isThrownBy(() -> proxy.getClass().getMethod("place", String.class).invoke(proxy, "x"))
			.havingCause()
			.isInstanceOf(InvalidQStashPublishException.class)
			.withMessageContaining("refers to '#item', which is not known");
	}

	@Test
	void whenCompiledWithoutParameterNamesThenVariablesWithPositionsAreKnown() throws Exception {
		Object proxy = new Advised(this.operations, Map.of()).classProxy(withoutParameterNames("#{#p0 + #a0}"));
		proxy.getClass().getMethod("place", String.class).invoke(proxy, "x");
		assertThat(headers()).containsEntry("Upstash-Deduplication-Id", "xx");
	}

	private static Object withoutParameterNames(String deduplicationId) throws ReflectiveOperationException {
		return new ByteBuddy().subclass(Object.class)
			.defineMethod("place", String.class, Visibility.PUBLIC)
			.withParameters(String.class)
			.intercept(FixedValue.argument(0))
			.annotateMethod(AnnotationDescription.Builder.ofType(QStashPublish.class)
				.define("value", "/a")
				.define("deduplicationId", deduplicationId)
				.build())
			.make()
			.load(PublishAttributesTests.class.getClassLoader(), ClassLoadingStrategy.Default.INJECTION)
			.getLoaded()
			.getDeclaredConstructor()
			.newInstance();
	}

	@Test
	void whenRedactionIsSetThenQStashIsToldWhat() {
		this.shop.redacted();
		assertThat(headers()).containsEntry("Upstash-Redact-Fields", "body,header[Authorization]");
	}

	@Test
	void whenNotBeforeIsEvaluatedThenAnyKindOfInstantIsUnderstood() {
		Instant instant = Instant.parse("2030-01-01T00:00:00Z");
		for (Object given : new Object[] { instant, instant.atZone(ZoneOffset.UTC),
				instant.atOffset(ZoneOffset.ofHours(2)), Date.from(instant), "2030-01-01T01:00:00+01:00" }) {
			this.shop.notBefore(given);
		}
		assertThat(this.operations.messages()).hasSize(5).extracting(QStashMessage::notBefore).containsOnly(instant);
	}

	@Test
	void whenDestinationHasExpressionsThenTheyAreEvaluatedForEachCall() {
		this.shop.place("book", 3);
		this.shop.place("pen", 5);
		assertThat(this.operations.messages()).extracting(QStashMessage::destination)
			.containsExactly(Destination.of("https://acme.example/book/3/3"),
					Destination.of("https://acme.example/pen/5/5"));
	}

	@Test
	void whenExpressionReferToCallThenTheySeeMethodTargetArgumentsAndBeans() {
		this.shop.reflected("book");
		assertThat(headers()).containsEntry("Upstash-Forward-X-Method", "reflected")
			.containsEntry("Upstash-Forward-X-Target", "shop")
			.containsEntry("Upstash-Forward-X-Args", "book book book")
			.containsEntry("Upstash-Forward-X-Price", "4")
			.containsEntry("Upstash-Forward-X-Limit", "true");
	}

	@Test
	void whenValueLooksLikePlaceholderThenItIsNotResolved() {
		this.shop.labelled("${shop.tenant} #{1}");
		assertThat(headers()).containsEntry("Upstash-Label", "${shop.tenant} #{1}");
	}

	@Test
	void whenExpressionFailsThenCallerLearnsWhich() {
		assertThatIllegalStateException().isThrownBy(() -> this.shop.broken("book"))
			.withMessage("'delay' of @QStashPublish could not be evaluated: '#{#item.missing}'")
			.havingCause()
			.withMessageContaining("EL1008E");
		assertThat(this.operations.messages()).isEmpty();
	}

	@Test
	void whenExpressionGivesAnotherTypeThenValueIsNotShown() {
		assertThatExceptionOfType(InvalidMessageException.class).isThrownBy(() -> this.shop.delayed("secret"))
			.withMessage("'delay' must be a duration with its unit but '#{#item}' gave another java.lang.String");
		assertThat(this.operations.messages()).isEmpty();
	}

	@Test
	void whenDestinationGivesNothingThenCallerLearnsIt() {
		assertThatExceptionOfType(InvalidMessageException.class).isThrownBy(() -> this.shop.to(null))
			.withMessage("'destination' must not be empty, but '#{#to}' gave nothing");
	}

	@Test
	void whenDestinationIsEvaluatedToDestinationThenItIsUsed() {
		this.shop.to(new Destination.UrlGroup("group"));
		assertThat(this.operations.onlyMessage().destination()).isEqualTo(Destination.of("group"));
	}

	@Test
	void whenConditionIsFalseThenNothingIsPublishedAndCallerGetsTheValue() {
		assertThat(this.shop.many(3)).isEqualTo(3);
		assertThat(this.operations.messages()).isEmpty();
		this.shop.many(11);
		assertThat(this.operations.bodies()).containsExactly(11);
	}

	@Test
	void whenPayloadIsEvaluatedThenItIsTheBody() {
		assertThat(this.shop.measured("book")).isEqualTo("book");
		assertThat(this.operations.bodies()).containsExactly(4);
	}

	@Test
	void whenPayloadIsMixedThenItIsText() {
		this.shop.described("book");
		assertThat(this.operations.bodies()).containsExactly("a book for acme");
	}

	@Test
	void whenPayloadGivesNullThenNothingIsPublished() {
		this.shop.maybe(Map.of("id", 1));
		this.shop.maybe(Map.of());
		assertThat(this.operations.bodies()).containsExactly(1);
	}

	@Test
	void whenValueIsInMonoThenExpressionsSeeTheValue() {
		StepVerifier.create(this.shop.placeLater("book")).expectNext("BOOK").expectComplete().verify(LIMIT);
		assertThat(headers()).containsEntry("Upstash-Label", "BOOK for book");
	}

	@Test
	void whenCollectionIsSplitThenExpressionsSeeTheElement() {
		this.shop.split(List.of("a", "b", "c"));
		assertThat(this.operations.messages()).extracting(QStashMessage::deduplicationId)
			.containsExactly("id-a", "id-b", "id-c");
		assertThat(this.operations.batches()).hasSize(2);
	}

	@Test
	void whenAnnotationIsRepeatedThenEachPublishesInOrder() {
		this.shop.twice();
		assertThat(this.operations.messages()).extracting(QStashMessage::destination)
			.containsExactly(Destination.of("/first"), Destination.of("/second"), Destination.of("/third"));
	}

	@Test
	void whenAnnotationOfMonoIsRepeatedThenEachPublishesInOrder() {
		StepVerifier.create(this.shop.twiceLater()).expectNext("book").expectComplete().verify(LIMIT);
		assertThat(this.operations.messages()).extracting(QStashMessage::destination)
			.containsExactly(Destination.of("/first"), Destination.of("/second"));
	}

	@Test
	void whenAnnotationIsComposedThenAliasesReachTheMessage() {
		this.shop.audited();
		QStashMessage message = this.operations.onlyMessage();
		assertThat(message.destination()).isEqualTo(Destination.of("/audit/9"));
		assertThat(message.retries()).isEqualTo(9);
	}

	@Test
	void whenClassIsAnnotatedThenItsPublicMethodsThatReturnSomethingArePublished() {
		Catalogue catalogue = new Advised(this.operations, Map.of()).classProxy(new Catalogue());
		catalogue.add("book");
		catalogue.own("pen");
		catalogue.internal();
		catalogue.nothing();
		assertThat(catalogue).hasToString("catalogue");
		assertThat(this.operations.messages()).extracting((message) -> message.destination() + " " + message.body())
			.containsExactly("/catalogue added book", "/own pen");
	}

	@Test
	void whenInterfaceIsAnnotatedThenOnlyItsMethodsArePublished() {
		AnnotatedInterface shop = new Advised(this.operations, Map.of()).classProxy(new Implementation());
		shop.declared();
		((Implementation) shop).other();
		assertThat(this.operations.bodies()).containsExactly("declared");
	}

	@Test
	void whenImplementationIsAnnotatedThenItsAnnotationReplacesThatOfTheInterface() {
		Orders orders = new Advised(this.operations, Map.of()).interfaceProxy(Orders.class, new OwnOrders());
		orders.order();
		assertThat(this.operations.onlyMessage().destination()).isEqualTo(Destination.of("/own"));
	}

	@Test
	void whenReturnedMessagesAreManyThenEachIsPublishedAsItIs() {
		List<QStashMessage> messages = List.of(QStashMessage.to("/a").build(), QStashMessage.to("/b").build());
		this.shop.messages(messages);
		this.shop.messageArray(messages.toArray(new QStashMessage[0]));
		assertThat(this.operations.messages()).allSatisfy((message) -> assertThat(message.retries()).isEqualTo(5))
			.extracting(QStashMessage::destination)
			.containsExactly(Destination.of("/a"), Destination.of("/b"), Destination.of("/a"), Destination.of("/b"));
		assertThat(this.operations.batches()).hasSize(2);
	}

	@Test
	void whenFluxIsBatchedThenValuesAreKeptInOrderAlsoWithoutMessage() {
		StepVerifier.create(this.shop.batched(Flux.range(1, 9)))
			.expectNext(1, 2, 3, 4, 5, 6, 7, 8, 9)
			.expectComplete()
			.verify(LIMIT);
		assertThat(this.operations.bodies()).containsExactly(2, 4, 6, 8);
		assertThat(this.operations.batches()).hasSize(2);
	}

	@Test
	void whenFluxIsBatchedThenItIsAskedOnlyForWhatTheSubscriberWants() {
		StepVerifier.create(this.shop.batched(Flux.range(1, 1_000_000)), 3)
			.expectNext(1, 2, 3)
			.thenCancel()
			.verify(LIMIT);
		assertThat(this.operations.messages()).hasSizeLessThan(100);
	}

	private Map<String, String> headers() {
		Map<String, String> headers = new TreeMap<>();
		this.operations.onlyMessage().forEachHeader(() -> null, headers::put);
		return headers;
	}

	private static Map<String, String> options() {
		return Map.ofEntries(Map.entry("Upstash-Method", "PUT"), Map.entry("Upstash-Delay", "90s"),
				Map.entry("Upstash-Retries", "7"), Map.entry("Upstash-Retry-Delay", "retried * 1000"),
				Map.entry("Upstash-Timeout", "5s"), Map.entry("Upstash-Callback", "https://example.com/done"),
				Map.entry("Upstash-Failure-Callback", "https://example.com/failed"),
				Map.entry("Upstash-Forward-X-Tenant", "acme"), Map.entry("Upstash-Deduplication-Id", "id-1"),
				Map.entry("Upstash-Content-Based-Deduplication", "true"), Map.entry("Upstash-Flow-Control-Key", "key"),
				Map.entry("Upstash-Flow-Control-Value", "parallelism=2, rate=10, period=60s"),
				Map.entry("Upstash-Label", "one,two"), Map.entry("Upstash-Redact-Fields", "body,header"));
	}

	public static class Options {

		public final Duration delay = Duration.ofSeconds(90);

		public final int retries = 7;

		public final List<String> labels = List.of("one", "two");

		public final boolean yes = true;

		public final String text = "retried * 1000";

		public final OffsetDateTime never = OffsetDateTime.MAX;

	}

	public static class Prices {

		public static final String CURRENCY = "EUR";

		public int of(String item) {
			return item.length();
		}

	}

	static class Shop {

		@QStashPublish(destination = "/a", queue = "orders", method = "put", delay = "1m30s", retries = "7",
				retryDelay = "retried * 1000", timeout = "5s", callback = "https://example.com/done",
				failureCallback = "https://example.com/failed", headers = "X-Tenant: ${shop.tenant}",
				contentType = "application/vnd.order+json", deduplicationId = "id-1",
				contentBasedDeduplication = "true", flowControlKey = "key", flowControlParallelism = "2",
				flowControlRate = "10", flowControlPeriod = "1m", labels = { "one", "two" }, redactBody = "true",
				redactHeaders = "*")
		String everyOption() {
			return "{}";
		}

		@QStashPublish(destination = "/a", deduplicationId = "order-#{#number}", labels = "order-#{#number}",
				headers = "X-Order: order-#{#number}", payload = "order #{#number}")
		String numbered(Integer number) {
			return "book";
		}

		@QStashPublish("/orders/#{#number}")
		String toNumbered(Integer number) {
			return "book";
		}

		@QStashPublish(destination = "/a",
				payload = "#{T(io.github.qstash.publish.PublishAttributesTests$Prices).CURRENCY}")
		String typed() {
			return "book";
		}

		@QStashPublish(destination = "/a", queue = "#{#o == null ? null : 'orders'}",
				method = "#{#o == null ? null : 'PUT'}", delay = "#{#o?.delay}", retries = "#{#o?.retries}",
				retryDelay = "#{#o?.text}", timeout = "#{#o == null ? null : '5s'}",
				callback = "#{#o == null ? null : 'https://example.com/done'}",
				failureCallback = "#{#o == null ? null : 'https://example.com/failed'}",
				headers = "X-Tenant: #{#o == null ? null : 'acme'}",
				contentType = "#{#o == null ? null : 'application/vnd.order+json'}",
				deduplicationId = "#{#o == null ? null : 'id-1'}", contentBasedDeduplication = "#{#o?.yes}",
				flowControlKey = "#{#o == null ? null : 'key'}", flowControlParallelism = "#{2}",
				flowControlRate = "#{10}", flowControlPeriod = "#{T(java.time.Duration).ofMinutes(1)}",
				labels = { "#{#o?.labels?.get(0)}", "#{#o?.labels?.get(1)}" }, redactBody = "#{#o?.yes}",
				redactHeaders = "#{#o == null ? null : '*'}")
		String everyOptionEvaluated(Options o) {
			return "{}";
		}

		@QStashPublish(destination = "/a", redactBody = "true", redactHeaders = "Authorization")
		String redacted() {
			return "a";
		}

		@QStashPublish(destination = "/a", notBefore = "#{#p0}")
		String notBefore(Object instant) {
			return "a";
		}

		@QStashPublish("https://${shop.tenant}.example/#{#item}/#{#p1}/#{#a1}")
		String place(String item, int quantity) {
			return "a";
		}

		@QStashPublish(destination = "/a",
				headers = { "X-Method: #{#root.method.name}", "X-Target: #{#root.target}",
						"X-Args: #{#args[0]} #{#root.args[0]} #{#root.result}", "X-Price: #{@prices.of(#item)}",
						"X-Limit: #{#result.length() < ${shop.limit}}" })
		String reflected(String item) {
			return item;
		}

		@QStashPublish(destination = "/a", labels = "#{#result}")
		String labelled(String label) {
			return label;
		}

		@QStashPublish(destination = "/a", delay = "#{#item.missing}")
		String broken(String item) {
			return item;
		}

		@QStashPublish(destination = "/a", delay = "#{#item}")
		String delayed(String item) {
			return item;
		}

		@QStashPublish("#{#to}")
		String to(Object to) {
			return "a";
		}

		@QStashPublish(destination = "/a", condition = "#{#result > ${shop.limit}}")
		int many(int number) {
			return number;
		}

		@QStashPublish(destination = "/a", payload = "#{#result.length()}")
		String measured(String item) {
			return item;
		}

		@QStashPublish(destination = "/a", payload = "a #{#result} for ${shop.tenant}")
		String described(String item) {
			return item;
		}

		@QStashPublish(destination = "/a", payload = "#{#result['id']}")
		Map<String, Integer> maybe(Map<String, Integer> values) {
			return values;
		}

		@QStashPublish(destination = "/a", labels = "#{#result} for #{#item}")
		Mono<String> placeLater(String item) {
			return Mono.just(item.toUpperCase());
		}

		@QStashPublish(destination = "/a", split = true, deduplicationId = "id-#{#result}")
		List<String> split(List<String> values) {
			return values;
		}

		@QStashPublish("/first")
		@QStashPublish("/second")
		@QStashPublish("/third")
		String twice() {
			return "book";
		}

		@QStashPublish("/first")
		@QStashPublish("/second")
		Mono<String> twiceLater() {
			return Mono.just("book");
		}

		@Audited(attempts = "9")
		String audited() {
			return "book";
		}

		@QStashPublish(retries = "5")
		List<QStashMessage> messages(List<QStashMessage> messages) {
			return messages;
		}

		@QStashPublish(retries = "5")
		QStashMessage[] messageArray(QStashMessage[] messages) {
			return messages;
		}

		@QStashPublish(destination = "/a", batch = true, condition = "#{#result % 2 == 0}")
		Flux<Integer> batched(Flux<Integer> values) {
			return values;
		}

		@Override
		public String toString() {
			return "shop";
		}

	}

	@Target(ElementType.METHOD)
	@Retention(RetentionPolicy.RUNTIME)
	@QStashPublish
	@interface Audited {

		@AliasFor(annotation = QStashPublish.class, attribute = "retries")
		String attempts();

		@AliasFor(annotation = QStashPublish.class)
		String destination() default "/audit/#{#root.method.name.length() + 2}";

	}

	@QStashPublish("/catalogue")
	public static class Catalogue {

		public String add(String item) {
			return "added " + item;
		}

		@QStashPublish("/own")
		public String own(String item) {
			return item;
		}

		public void nothing() {
		}

		String internal() {
			return "internal";
		}

		@Override
		public String toString() {
			return "catalogue";
		}

	}

	@QStashPublish("/interface")
	interface AnnotatedInterface {

		String declared();

	}

	public static class Implementation implements AnnotatedInterface {

		@Override
		public String declared() {
			return "declared";
		}

		public String other() {
			return "other";
		}

	}

	interface Orders {

		@QStashPublish("/interface")
		String order();

	}

	static class OwnOrders implements Orders {

		@Override
		@QStashPublish("/own")
		public String order() {
			return "order";
		}

	}

}
