package io.github.qstash.receive;

import java.util.List;
import java.util.Map;
import java.util.Set;

import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;
import tools.jackson.databind.JavaType;
import tools.jackson.databind.type.TypeFactory;

import org.springframework.cglib.proxy.Enhancer;
import org.springframework.cglib.proxy.NoOp;
import org.springframework.test.util.ReflectionTestUtils;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * How {@link QStashController} finds the type of its payload.
 */
class PayloadTypeTests {

	@Test
	void whenTypeIsNamedThenIsIt() {
		assertThat(typeOf(new Texts())).matches((type) -> type.hasRawClass(String.class));
		assertThat(typeOf(new Bytes())).matches((type) -> type.hasRawClass(byte[].class));
	}

	@Test
	void whenTypeIsNamedByASubclassThenIsIt() {
		assertThat(typeOf(new NamedLater())).matches((type) -> type.hasRawClass(Integer.class));
	}

	@Test
	void whenTypeIsGenericThenIsResolvedToTheLast() {
		assertThat(typeOf(new Nested()).toCanonical())
			.isEqualTo("java.util.Map<java.lang.String,java.util.List<java.util.Set<java.lang.Long>>>");
		assertThat(typeOf(new Wildcards()).toCanonical()).isEqualTo("java.util.List<java.lang.Number>");
		assertThat(typeOf(new Arrays()).getContentType().toCanonical()).isEqualTo("java.util.List<java.lang.Long>");
	}

	@Test
	void whenControllerIsAProxyThenTypeIsTheSame() {
		Enhancer enhancer = new Enhancer();
		enhancer.setSuperclass(NamedLater.class);
		enhancer.setCallback(NoOp.INSTANCE);
		assertThat(typeOf((QStashController<?>) enhancer.create())).matches((type) -> type.hasRawClass(Integer.class));
	}

	@Test
	void whenTypeIsNotKnownThenSaysHowToNameIt() {
		assertThatIllegalStateException().isThrownBy(Open<String>::new)
			.withMessage("The payload type of " + Open.class.getName()
					+ " is not known: name it, as in 'class Shipments extends QStashController<Order>'");
		assertThatIllegalStateException().isThrownBy(OpenNested<String>::new)
			.withMessageContaining(OpenNested.class.getName());
		assertThatIllegalStateException().isThrownBy(OpenArray<String>::new)
			.withMessageContaining(OpenArray.class.getName());
		assertThatIllegalStateException().isThrownBy(OpenListArray<String>::new)
			.withMessageContaining(OpenListArray.class.getName());
		assertThatIllegalStateException().isThrownBy(Raw::new).withMessageContaining(Raw.class.getName());
	}

	private static JavaType typeOf(QStashController<?> controller) {
		TypeFactory types = TypeFactory.createDefaultInstance();
		Object type = ReflectionTestUtils.invokeMethod(controller, AbstractQStashController.class, "payloadType",
				types);
		assertThat(type).isNotNull();
		return (JavaType) type;
	}

	static class Open<E> extends QStashController<E> {

		@Override
		protected Mono<?> handle(QStashDelivery<E> delivery) {
			return Mono.empty();
		}

	}

	static class OpenNested<E> extends Open<List<E>> {

	}

	static class OpenArray<E> extends Open<E[]> {

	}

	static class OpenListArray<E> extends Open<List<E>[]> {

	}

	abstract static class Deep<A, B> extends Open<Map<A, List<Set<B>>>> {

	}

	@SuppressWarnings("rawtypes")
	static class Raw extends Open {

	}

	static class NamedLater extends Open<Integer> {

	}

	static class Nested extends Deep<String, Long> {

	}

	static class Wildcards extends Open<List<? extends Number>> {

	}

	static class Arrays extends Open<List<Long>[]> {

	}

	static class Texts extends QStashController<String> {

		@Override
		protected Mono<?> handle(QStashDelivery<String> delivery) {
			return Mono.empty();
		}

	}

	static class Bytes extends Open<byte[]> {

	}

}
