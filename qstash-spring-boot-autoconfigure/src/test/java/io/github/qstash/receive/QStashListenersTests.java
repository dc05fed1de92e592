package io.github.qstash.receive;

import java.lang.invoke.MethodHandles;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Future;

import io.github.qstash.annotation.QStashListener;
import io.github.qstash.autoconfigure.QStashAutoConfiguration;
import io.github.qstash.autoconfigure.receive.QStashListenerAutoConfiguration;
import io.github.qstash.autoconfigure.receive.QStashReceiverAutoConfiguration;
import io.github.qstash.message.QStashHeaders;
import io.github.qstash.receive.ContractPayloads.Order;
import io.github.qstash.signature.DeliveryClaims;
import io.github.qstash.signature.QStashSigner;
import org.aopalliance.intercept.MethodInterceptor;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

import org.springframework.aop.framework.autoproxy.BeanNameAutoProxyCreator;
import org.springframework.asm.ClassWriter;
import org.springframework.asm.Opcodes;
import org.springframework.beans.factory.support.BeanDefinitionRegistry;
import org.springframework.beans.factory.support.RootBeanDefinition;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.context.PropertyPlaceholderAutoConfiguration;
import org.springframework.boot.http.client.autoconfigure.HttpClientAutoConfiguration;
import org.springframework.boot.jackson.autoconfigure.JacksonAutoConfiguration;
import org.springframework.boot.logging.LogLevel;
import org.springframework.boot.logging.LoggingSystem;
import org.springframework.boot.test.context.runner.ReactiveWebApplicationContextRunner;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.boot.webflux.autoconfigure.WebFluxAutoConfiguration;
import org.springframework.boot.webmvc.autoconfigure.DispatcherServletAutoConfiguration;
import org.springframework.boot.webmvc.autoconfigure.WebMvcAutoConfiguration;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Lazy;
import org.springframework.http.HttpHeaders;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.mock.http.server.reactive.MockServerHttpRequest;
import org.springframework.mock.web.server.MockServerWebExchange;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.reactive.DispatcherHandler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * What {@link DeliveryContractTests} does not say about listeners.
 */
@ExtendWith(OutputCaptureExtension.class)
class QStashListenersTests {

	private static final Duration LIMIT = Duration.ofSeconds(5);

	private final ReactiveWebApplicationContextRunner runner = new ReactiveWebApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(HttpClientAutoConfiguration.class, JacksonAutoConfiguration.class,
				QStashAutoConfiguration.class, QStashReceiverAutoConfiguration.class,
				QStashListenerAutoConfiguration.class, WebFluxAutoConfiguration.class,
				PropertyPlaceholderAutoConfiguration.class))
		.withPropertyValues("qstash.current-signing-key=" + TestDeliveries.CURRENT_KEY);

	@Test
	void methodsGetWhatTheyAskFor() {
		this.runner.withBean(Arguments.class).run((context) -> {
			assertThat(deliver(context, "/qstash/all")).isEqualTo(200);
			assertThat(deliver(context, "/qstash/nothing")).isEqualTo(200);
			assertThat(deliver(context, "/qstash/headers")).isEqualTo(200);
			assertThat(context.getBean(Arguments.class).got).containsExactly(new Order("order-1", 3), "msg_1",
					new Order("order-1", 3), "https://shop.example.com/qstash/all", "msg_1", "nothing", "msg_1", 2,
					"a default", Optional.empty(), "null", List.of("msg_1"));
		});
	}

	@Test
	void whenAHeaderIsMissingOrWrongThenIsNotTriedAgain() {
		this.runner.withBean(HeaderArguments.class).run((context) -> {
			assertThat(deliver(context, "/qstash/missing")).isEqualTo(489);
			assertThat(deliver(context, "/qstash/wrong")).isEqualTo(489);
		});
	}

	@Test
	void methodsReturnWhatTheyLike() {
		this.runner.withBean(Returns.class).run((context) -> {
			for (String path : List.of("plain", "mono", "stage", "dynamic")) {
				assertThat(deliver(context, "/qstash/" + path)).as(path).isEqualTo(200);
			}
			for (String path : List.of("none", "stream")) {
				assertThat(deliver(context, "/qstash/" + path)).as(path).isEqualTo(500);
			}
			assertThat(deliver(context, "/qstash/failed")).isEqualTo(489);
			assertThat(context.getBean(Returns.class).blocked).isTrue();
		});
	}

	@Test
	void whenBeanIsLazyThenIsCreatedByTheFirstDelivery() {
		this.runner.withUserConfiguration(LazyConfiguration.class).run((context) -> {
			assertThat(context.getBeanFactory().containsSingleton("lazyListener")).isFalse();
			assertThat(deliver(context, "/qstash/lazy")).isEqualTo(200);
			assertThat(context.getBeanFactory().containsSingleton("lazyListener")).isTrue();
		});
	}

	@Test
	void whenBeanIsAJdkProxyThenIsCalledThroughIt() {
		List<String> intercepted = new CopyOnWriteArrayList<>();
		MethodInterceptor interceptor = (invocation) -> {
			intercepted.add(invocation.getMethod().getName());
			return invocation.proceed();
		};
		this.runner.withBean("interceptor", MethodInterceptor.class, () -> interceptor)
			.withBean("creator", BeanNameAutoProxyCreator.class, () -> {
				BeanNameAutoProxyCreator creator = new BeanNameAutoProxyCreator();
				creator.setBeanNames("listener");
				creator.setInterceptorNames("interceptor");
				return creator;
			})
			.withBean("listener", ListensImplementation.class)
			.run((context) -> {
				assertThat(context.getBean("listener")).isNotInstanceOf(ListensImplementation.class);
				assertThat(deliver(context, "/qstash/interface")).isEqualTo(200);
				assertThat(intercepted).containsExactly("listen");
			});
		this.runner.withBean("interceptor", MethodInterceptor.class, () -> interceptor)
			.withBean("creator", BeanNameAutoProxyCreator.class, () -> {
				BeanNameAutoProxyCreator creator = new BeanNameAutoProxyCreator();
				creator.setBeanNames("listener");
				creator.setInterceptorNames("interceptor");
				return creator;
			})
			.withBean("listener", HiddenFromItsProxy.class)
			.run((context) -> assertThat(context).getFailure()
				.isInstanceOf(InvalidQStashListenerException.class)
				.hasMessageContaining("the proxy of the bean does not have it"));
	}

	@Test
	void whenPathHasPlaceholdersThenTheyAreResolved() {
		this.runner.withPropertyValues("tenant=acme", "qstash.listener.base-path=/in/")
			.withBean(Placeholders.class)
			.run((context) -> {
				assertThat(deliver(context, "/in/acme/orders")).isEqualTo(200);
				assertThat(context.getBean(QStashEndpoints.class).list()).extracting(QStashEndpoint::toString)
					.contains("/in/acme/orders → QStashListenersTests.Placeholders.listen");
			});
	}

	@Test
	void whenBasePathIsEmptyThenPathsAreAsTheyAre() {
		this.runner.withPropertyValues("qstash.listener.base-path=")
			.withBean(HeaderArguments.class)
			.run((context) -> assertThat(deliver(context, "/missing")).isEqualTo(489));
	}

	@Test
	void whenATypeIsMissingThatABeanWouldNeedLaterThenStarts() throws IllegalAccessException {
		ClassWriter type = new ClassWriter(ClassWriter.COMPUTE_MAXS);
		type.visit(Opcodes.V17, Opcodes.ACC_PUBLIC | Opcodes.ACC_ABSTRACT, "io/github/qstash/receive/NeedsMissing",
				null, "java/lang/Object", null);
		type.visitMethod(Opcodes.ACC_PUBLIC | Opcodes.ACC_ABSTRACT, "handle", "(Lcom/example/Missing;)V", null, null);
		type.visitEnd();
		Class<?> broken = MethodHandles.lookup().defineClass(type.toByteArray());
		assertThatExceptionOfType(NoClassDefFoundError.class).isThrownBy(broken::getDeclaredMethods);
		RootBeanDefinition lazy = new RootBeanDefinition(broken);
		lazy.setLazyInit(true);
		this.runner.withInitializer(
				(context) -> ((BeanDefinitionRegistry) context.getBeanFactory()).registerBeanDefinition("broken", lazy))
			.withBean(Arguments.class)
			.run((context) -> assertThat(deliver(context, "/qstash/nothing")).isEqualTo(200));
	}

	@ParameterizedTest
	@ValueSource(strings = { "in", "/in/{tenant}", "/in/**", "/in?a=b", "/in #" })
	void whenBasePathIsNoPathThenDoesNotStart(String basePath) {
		this.runner.withPropertyValues("qstash.listener.base-path=" + basePath)
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.hasMessageContaining("qstash.listener.base-path"));
	}

	@Test
	void whenDebugIsOnThenEndpointsAreLoggedOnce(CapturedOutput output) {
		LoggingSystem logging = LoggingSystem.get(getClass().getClassLoader());
		logging.setLogLevel(QStashListeners.class.getName(), LogLevel.DEBUG);
		try {
			this.runner.withBean(Returns.class).withBean(Shipments.class).run((context) -> {
				assertThat(output).containsOnlyOnce("Deliveries are received at:")
					.contains("/qstash/plain → QStashListenersTests.Returns.plain")
					.contains("/shipments → QStashListenersTests.Shipments");
				assertThat(context.getBean(QStashEndpoints.class).list()).hasSize(8);
			});
		}
		finally {
			logging.setLogLevel(QStashListeners.class.getName(), null);
		}
	}

	@Test
	void whenThereIsNoListenerThenNoKeysAreNeeded() {
		this.runner.withPropertyValues("qstash.current-signing-key=")
			.run((context) -> assertThat(context).hasNotFailed().hasSingleBean(QStashListeners.class));
	}

	@Test
	void whenThereIsAListenerAndNoKeyThenDoesNotStart() {
		this.runner.withPropertyValues("qstash.current-signing-key=")
			.withBean(Returns.class)
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.hasMessage("No current QStash signing key is configured"));
	}

	@Test
	void whenTwoListenersHaveOnePathThenDoesNotStart() {
		assertRefused(SamePath.class, "its path '/qstash/same' is taken by the listener QStashListenersTests.SamePath.",
				"Choose another path");
	}

	@Test
	void whenAControllerHasThePathThenDoesNotStart() {
		this.runner.withBean("own", OwnController.class)
			.withBean("listener", HeaderArguments.class)
			.run((context) -> assertThat(context).getFailure()
				.isInstanceOf(InvalidQStashListenerException.class)
				.hasMessageContaining("its path '/qstash/missing' is taken by")
				.hasMessageContaining("OwnController#own"));
		new WebApplicationContextRunner()
			.withConfiguration(AutoConfigurations.of(HttpClientAutoConfiguration.class, JacksonAutoConfiguration.class,
					QStashAutoConfiguration.class, QStashReceiverAutoConfiguration.class,
					QStashListenerAutoConfiguration.class, DispatcherServletAutoConfiguration.class,
					WebMvcAutoConfiguration.class))
			.withPropertyValues("qstash.current-signing-key=" + TestDeliveries.CURRENT_KEY)
			.withBean("own", OwnController.class)
			.withBean("listener", HeaderArguments.class)
			.run((context) -> assertThat(context).getFailure()
				.isInstanceOf(InvalidQStashListenerException.class)
				.hasMessageContaining("is taken by"));
	}

	@Test
	void whenAMethodCannotWorkThenDoesNotStartAndSaysWhatIsRight() {
		assertRefused(TwoPayloads.class, "it has 2 parameters for the payload", "@RequestHeader");
		assertRefused(Disagreement.class, "disagree on the type of the payload: java.lang.Integer, java.lang.String",
				"Use one type");
		assertRefused(Unknown.class, "the type of the payload is not known", "QStashDelivery<Order>");
		assertRefused(OpenType.class, "the type of the payload is not known", "QStashDelivery<Order>");
		assertRefused(PathVariables.class, "annotated with @PathVariable", "A listener gets the payload");
		assertRefused(Streams.class, "it returns Flux, a stream of values", "Return a Mono");
		assertRefused(Futures.class, "it returns Future, which can only be waited for", "CompletionStage");
		assertRefused(Entities.class, "it returns ResponseEntity", "throw an exception");
		assertRefused(PromisedEntities.class, "it returns ResponseEntity", "throw an exception");
		assertRefused(Problems.class, "it returns ProblemDetail", "throw an exception");
		assertRefused(Exceptions.class, "it returns IllegalStateException", "throw an exception");
		assertRefused(PromisedStreams.class, "it returns Flux, a stream of values", "Return a Mono");
		assertRefused(Statics.class, "it is static", "non-static");
		assertRefused(Unconvertible.class, "the header 'x' cannot be converted", "as a String");
	}

	@ParameterizedTest
	@ValueSource(strings = { "orders", "", "/orders/{id}", "/orders/*", "/orders?x=1", "/or ders" })
	void whenPathIsNotPlainThenDoesNotStart(String path) {
		this.runner.withPropertyValues("listener.path=" + path)
			.withBean(AnyPath.class)
			.run((context) -> assertThat(context).getFailure()
				.isInstanceOfSatisfying(InvalidQStashListenerException.class, (ex) -> {
					assertThat(ex).hasMessageContaining("its path '" + path + "' is not a plain path");
					assertThat(ex.getAction()).contains("@QStashListener(\"/shipments\")");
				}));
	}

	@Test
	void whenPlaceholderCannotBeResolvedThenDoesNotStart() {
		assertRefused(AnyPath.class, "its path '${listener.path}' has a placeholder that cannot be resolved",
				"Define the property");
	}

	private void assertRefused(Class<?> type, String problem, String action) {
		this.runner.withBean("listener", type)
			.run((context) -> assertThat(context).getFailure()
				.isInstanceOfSatisfying(InvalidQStashListenerException.class, (ex) -> {
					assertThat(ex).hasMessageContaining(problem)
						.hasMessageContaining("of bean 'listener'")
						.hasMessageContaining(type.getName());
					assertThat(ex.getAction()).contains(action);
				}));
	}

	private static int deliver(ApplicationContext context, String path) {
		String body = "{\"id\":\"order-1\",\"quantity\":3}";
		MockServerHttpRequest request = MockServerHttpRequest.post(path)
			.header(QStashHeaders.SIGNATURE,
					new QStashSigner(TestDeliveries.CURRENT_KEY, Clock.systemUTC()).sign(TestDeliveries.ORIGIN + path,
							TestDeliveries.bytes(body)))
			.header(QStashHeaders.MESSAGE_ID, "msg_1")
			.header("X-Number", "2")
			.header("X-Text", "secret")
			.body(body);
		MockServerWebExchange exchange = MockServerWebExchange.from(request);
		new DispatcherHandler(context).handle(exchange).block(LIMIT);
		return exchange.getResponse().getStatusCode().value();
	}

	static class Arguments {

		private final List<Object> got = new ArrayList<>();

		@QStashListener("/all")
		void all(Order order, QStashDelivery<Order> delivery, HttpHeaders headers, DeliveryClaims claims,
				@RequestHeader("Upstash-Message-Id") String messageId) {
			this.got.addAll(List.of(order, headers.getFirst("Upstash-Message-Id"), delivery.payload(), claims.subject(),
					messageId));
		}

		@QStashListener("/nothing")
		void nothing() {
			this.got.add("nothing");
		}

		@QStashListener("/headers")
		void headers(QStashDelivery<?> any, Order order, @RequestHeader("X-Number") int number,
				@RequestHeader(name = "X-None", defaultValue = "a default") String text,
				@RequestHeader("X-None") Optional<String> none,
				@RequestHeader(name = "X-None", required = false) @Nullable String optional,
				@RequestHeader("Upstash-Message-Id") List<String> all) {
			this.got.addAll(List.of(any.messageId(), number, text, none, String.valueOf(optional), all));
		}

	}

	static class HeaderArguments {

		@QStashListener("/missing")
		void missing(@RequestHeader("X-None") String none) {
		}

		@QStashListener("/wrong")
		void wrong(@RequestHeader("X-Text") int text) {
		}

	}

	static class Returns {

		private volatile boolean blocked;

		@QStashListener("/plain")
		private String plain() {
			this.blocked = !Schedulers.isInNonBlockingThread();
			return "value";
		}

		@QStashListener("/mono")
		Mono<String> mono() {
			return Mono.just("value");
		}

		@QStashListener("/stage")
		CompletionStage<String> stage() {
			return CompletableFuture.completedFuture("value");
		}

		@QStashListener("/dynamic")
		Object dynamic() {
			return Mono.just("value");
		}

		@QStashListener("/none")
		@Nullable Mono<String> none() {
			return null;
		}

		@QStashListener("/stream")
		Object stream() {
			return Flux.just(1, 2);
		}

		@QStashListener("/failed")
		CompletionStage<String> failed() {
			return CompletableFuture.supplyAsync(() -> {
				throw new NonRetryableDeliveryException("no");
			});
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class LazyConfiguration {

		@Bean
		@Lazy
		LazyListener lazyListener() {
			return new LazyListener();
		}

	}

	static class LazyListener {

		@QStashListener("/lazy")
		void listen() {
		}

	}

	interface Listens {

		void listen(Order order);

	}

	static class ListensImplementation implements Listens {

		@Override
		@QStashListener("/interface")
		public void listen(Order order) {
		}

	}

	static class HiddenFromItsProxy extends ListensImplementation {

		@QStashListener("/hidden")
		void hidden() {
		}

	}

	static class Placeholders {

		@QStashListener("/${tenant}/orders")
		void listen() {
		}

	}

	static class AnyPath {

		@QStashListener("${listener.path}")
		void listen() {
		}

	}

	@RestController
	@RequestMapping("/shipments")
	static class Shipments extends QStashController<Order> {

		@Override
		protected Mono<?> handle(QStashDelivery<Order> delivery) {
			return Mono.empty();
		}

	}

	@RestController
	static class OwnController {

		@PostMapping("/qstash/missing")
		String own() {
			return "mine";
		}

	}

	static class SamePath {

		@QStashListener("/same")
		void one() {
		}

		@QStashListener("/same")
		void other() {
		}

	}

	static class TwoPayloads {

		@QStashListener("/x")
		void listen(String one, String other) {
		}

	}

	static class Disagreement {

		@QStashListener("/x")
		void listen(String payload, QStashDelivery<Integer> delivery) {
		}

	}

	static class Unknown {

		@QStashListener("/x")
		void listen(QStashDelivery<?> delivery) {
		}

	}

	static class OpenType<T> {

		@QStashListener("/x")
		void listen(T payload) {
		}

	}

	static class PathVariables {

		@QStashListener("/x")
		void listen(@PathVariable String id) {
		}

	}

	static class Streams {

		@QStashListener("/x")
		Flux<String> listen() {
			return Flux.empty();
		}

	}

	static class Futures {

		@QStashListener("/x")
		Future<String> listen() {
			return new CompletableFuture<>();
		}

	}

	static class Entities {

		@QStashListener("/x")
		ResponseEntity<String> listen() {
			return ResponseEntity.ok("");
		}

	}

	static class PromisedEntities {

		@QStashListener("/x")
		CompletionStage<ResponseEntity<String>> listen() {
			return CompletableFuture.completedFuture(ResponseEntity.ok(""));
		}

	}

	static class Problems {

		@QStashListener("/x")
		ProblemDetail listen() {
			return ProblemDetail.forStatus(500);
		}

	}

	static class Exceptions {

		@QStashListener("/x")
		Mono<IllegalStateException> listen() {
			return Mono.empty();
		}

	}

	static class PromisedStreams {

		@QStashListener("/x")
		Mono<Flux<String>> listen() {
			return Mono.empty();
		}

	}

	static class Statics {

		@QStashListener("/x")
		static void listen() {
		}

	}

	static class Unconvertible {

		@QStashListener("/x")
		void listen(@RequestHeader("x") Runnable header) {
		}

	}

}
