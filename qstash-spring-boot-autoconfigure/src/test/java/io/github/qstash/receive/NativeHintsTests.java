package io.github.qstash.receive;

import java.util.List;

import io.github.qstash.autoconfigure.QStashAutoConfiguration;
import io.github.qstash.autoconfigure.receive.QStashListenerAutoConfiguration;
import io.github.qstash.autoconfigure.receive.QStashReceiverAutoConfiguration;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;

import org.springframework.aot.generate.ClassNameGenerator;
import org.springframework.aot.generate.DefaultGenerationContext;
import org.springframework.aot.generate.InMemoryGeneratedFiles;
import org.springframework.aot.hint.MemberCategory;
import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.predicate.RuntimeHintsPredicates;
import org.springframework.boot.web.server.reactive.context.AnnotationConfigReactiveWebServerApplicationContext;
import org.springframework.boot.webflux.autoconfigure.WebFluxAutoConfiguration;
import org.springframework.context.aot.ApplicationContextAotGenerator;
import org.springframework.javapoet.ClassName;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What receiving keeps in a native image.
 */
class NativeHintsTests {

	@Test
	void endpointsAreMappedWhetherOrNotThereIsAController() throws Exception {
		RuntimeHints hints = process();
		for (String method : List.of("receive", "receiveGet")) {
			assertThat(RuntimeHintsPredicates.reflection()
				.onMethodInvocation(AbstractQStashController.class.getMethod(method, QStashRequest.class)))
				.accepts(hints);
		}
	}

	@Test
	void callbacksCanBeRead() {
		RuntimeHints hints = process();
		assertThat(RuntimeHintsPredicates.reflection().onType(QStashFailureCallback.class)).accepts(hints);
		assertThat(RuntimeHintsPredicates.reflection()
			.onType(CallbackDeserializer.class)
			.withMemberCategory(MemberCategory.INVOKE_DECLARED_CONSTRUCTORS)).accepts(hints);
	}

	@Test
	void payloadsOfControllersCanBeRead() {
		RuntimeHints hints = process(Orders.class, Failures.class, Raw.class);
		for (Class<?> type : List.of(Order.class, Item.class, Failed.class)) {
			assertThat(RuntimeHintsPredicates.reflection()
				.onType(type)
				.withMemberCategory(MemberCategory.INVOKE_DECLARED_CONSTRUCTORS)).as(type.getSimpleName())
				.accepts(hints);
		}
	}

	@Test
	void payloadThatRefersToItselfCanBeRead() {
		RuntimeHints hints = process(Events.class, Nodes.class);
		for (Class<?> type : List.of(Event.class, Node.class)) {
			assertThat(RuntimeHintsPredicates.reflection()
				.onType(type)
				.withMemberCategory(MemberCategory.INVOKE_DECLARED_CONSTRUCTORS)).as(type.getSimpleName())
				.accepts(hints);
		}
	}

	private static RuntimeHints process(Class<?>... beans) {
		DefaultGenerationContext generation = new DefaultGenerationContext(
				new ClassNameGenerator(ClassName.get("example", "Application")), new InMemoryGeneratedFiles());
		try (AnnotationConfigReactiveWebServerApplicationContext context = new AnnotationConfigReactiveWebServerApplicationContext()) {
			context.register(QStashAutoConfiguration.class, QStashReceiverAutoConfiguration.class,
					QStashListenerAutoConfiguration.class, WebFluxAutoConfiguration.class);
			if (beans.length > 0) {
				context.register(beans);
			}
			new ApplicationContextAotGenerator().processAheadOfTime(context, generation);
		}
		return generation.getRuntimeHints();
	}

	static class Orders extends QStashController<List<Order>> {

		@Override
		protected Mono<?> handle(QStashDelivery<List<Order>> delivery) {
			return Mono.empty();
		}

	}

	static class Failures extends BlockingQStashController<QStashFailureCallback<Failed>> {

		@Override
		protected Object handle(QStashDelivery<QStashFailureCallback<Failed>> delivery) {
			return "";
		}

	}

	static class Raw extends QStashController<byte[]> {

		@Override
		protected Mono<?> handle(QStashDelivery<byte[]> delivery) {
			return Mono.empty();
		}

	}

	static class Events<T extends Event<T>> extends QStashController<T> {

		@Override
		protected Mono<?> handle(QStashDelivery<T> delivery) {
			return Mono.empty();
		}

	}

	@SuppressWarnings("rawtypes")
	static class Nodes extends QStashController<Node> {

		@Override
		protected Mono<?> handle(QStashDelivery<Node> delivery) {
			return Mono.empty();
		}

	}

	static class Event<T extends Event<T>> {

	}

	static class Node<T extends Node<T>> {

	}

	record Order(List<Item> items) {

	}

	record Item(String name) {

	}

	record Failed(String id) {

	}

}
