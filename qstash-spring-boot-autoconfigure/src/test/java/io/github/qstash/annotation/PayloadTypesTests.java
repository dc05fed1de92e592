package io.github.qstash.annotation;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

import io.github.qstash.receive.QStashDelivery;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import org.springframework.aot.hint.MemberCategory;
import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.annotation.ReflectiveRuntimeHintsRegistrar;
import org.springframework.aot.hint.predicate.RuntimeHintsPredicates;
import org.springframework.http.ResponseEntity;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for what annotated methods keep in a native image.
 */
class PayloadTypesTests {

	private final RuntimeHints hints = new RuntimeHints();

	@BeforeEach
	void process() {
		new ReflectiveRuntimeHintsRegistrar().registerRuntimeHints(this.hints, Shop.class, Catalogue.class,
				Orders.class);
	}

	@Test
	void whenMethodReturnsTypeThenItCanBeWrittenAndReadByExpressions() throws Exception {
		assertThat(RuntimeHintsPredicates.reflection().onMethodInvocation(Plain.class.getMethod("getName")))
			.accepts(this.hints);
	}

	@Test
	void whenTypeHasPropertiesThenTheirTypesAreKept() throws Exception {
		assertThat(RuntimeHintsPredicates.reflection().onMethodInvocation(Nested.class.getMethod("value")))
			.accepts(this.hints);
	}

	@Test
	void whenTypeIsInsideOfAnotherThenItIsKept() {
		for (Class<?> type : List.of(InMono.class, InFlux.class, InList.class, InArray.class, InOptional.class,
				InResponse.class, InFuture.class, Repeated.class, OfClass.class, OfInterface.class)) {
			assertThat(RuntimeHintsPredicates.reflection()
				.onType(type)
				.withMemberCategory(MemberCategory.INVOKE_DECLARED_CONSTRUCTORS)).as(type.getSimpleName())
				.accepts(this.hints);
		}
	}

	@Test
	void whenMethodHasParametersThenTheirTypesAreKept() throws Exception {
		assertThat(RuntimeHintsPredicates.reflection().onMethodInvocation(Parameter.class.getMethod("tenant")))
			.accepts(this.hints);
	}

	@Test
	void whenMethodIsAnnotatedThenItCanBeCalled() throws Exception {
		assertThat(RuntimeHintsPredicates.reflection()
			.onMethodInvocation(Shop.class.getDeclaredMethod("plain", Parameter.class))).accepts(this.hints);
	}

	@Test
	void whenTypeIsOfReactorOrTheJdkThenItIsNotRegistered() {
		assertThat(this.hints.reflection().typeHints())
			.noneMatch((type) -> type.getType().getName().startsWith("reactor.")
					|| type.getType().getName().startsWith("java.util."));
	}

	@Test
	void whenATypeRefersToItselfThenItsBoundsAreKept() {
		new ReflectiveRuntimeHintsRegistrar().registerRuntimeHints(this.hints, Bounded.class);
		assertThat(RuntimeHintsPredicates.reflection()
			.onType(InBounds.class)
			.withMemberCategory(MemberCategory.INVOKE_DECLARED_CONSTRUCTORS)).accepts(this.hints);
	}

	@Test
	void whenMethodListensThenItCanBeCalledAndItsPayloadRead() throws Exception {
		new ReflectiveRuntimeHintsRegistrar().registerRuntimeHints(this.hints, Inbox.class);
		assertThat(RuntimeHintsPredicates.reflection()
			.onMethodInvocation(Inbox.class.getDeclaredMethod("order", Received.class))).accepts(this.hints);
		assertThat(RuntimeHintsPredicates.reflection()
			.onMethodInvocation(Inbox.class.getDeclaredMethod("delivery", QStashDelivery.class))).accepts(this.hints);
		for (Class<?> type : List.of(Received.class, Answer.class, InDelivery.class)) {
			assertThat(RuntimeHintsPredicates.reflection()
				.onType(type)
				.withMemberCategory(MemberCategory.INVOKE_DECLARED_CONSTRUCTORS)).as(type.getSimpleName())
				.accepts(this.hints);
		}
	}

	static class Bounded {

		@QStashPublish("/a")
		<T extends Comparable<T>> T greatest(List<? extends Comparable<T>> values) {
			return null;
		}

		@QStashPublish("/a")
		@SuppressWarnings("rawtypes")
		Enum raw(List<? extends InBounds> values) {
			return null;
		}

	}

	record InBounds(String id) {

	}

	static class Inbox {

		@QStashListener("/a")
		Answer order(Received payload) {
			return null;
		}

		@QStashListener("/b")
		void delivery(QStashDelivery<List<InDelivery>> delivery) {
		}

	}

	record Received(String id) {

	}

	record Answer(String id) {

	}

	record InDelivery(String id) {

	}

	static class Shop {

		@QStashPublish("/a")
		Plain plain(Parameter parameter) {
			return null;
		}

		@QStashPublish("/a")
		Mono<InMono> mono() {
			return null;
		}

		@QStashPublish("/a")
		Flux<InFlux> flux() {
			return null;
		}

		@QStashPublish("/a")
		List<InList> list() {
			return null;
		}

		@QStashPublish("/a")
		InArray[] array() {
			return null;
		}

		@QStashPublish("/a")
		Optional<InOptional> optional() {
			return null;
		}

		@QStashPublish("/a")
		ResponseEntity<InResponse> response() {
			return null;
		}

		@QStashPublish("/a")
		CompletableFuture<InFuture> future() {
			return null;
		}

		@QStashPublish("/a")
		@QStashPublish("/b")
		Repeated repeated() {
			return null;
		}

	}

	@QStashPublish("/a")
	public static class Catalogue {

		public OfClass ofClass() {
			return null;
		}

	}

	interface AnnotatedOrders {

		@QStashPublish("/a")
		OfInterface order();

	}

	static class Orders implements AnnotatedOrders {

		@Override
		public OfInterface order() {
			return null;
		}

	}

	public static class Plain {

		public String getName() {
			return "";
		}

		public Nested getNested() {
			return null;
		}

	}

	public record Nested(String value) {

	}

	public record Parameter(String tenant) {

	}

	public record InMono(String value) {

	}

	public record InFlux(String value) {

	}

	public record InList(String value) {

	}

	public record InArray(String value) {

	}

	public record InOptional(String value) {

	}

	public record InResponse(String value) {

	}

	public record InFuture(String value) {

	}

	public record Repeated(String value) {

	}

	public record OfClass(String value) {

	}

	public record OfInterface(String value) {

	}

}
