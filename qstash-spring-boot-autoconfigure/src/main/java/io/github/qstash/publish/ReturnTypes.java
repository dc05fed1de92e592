package io.github.qstash.publish;

import java.lang.reflect.Method;
import java.util.Collection;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;
import java.util.stream.BaseStream;

import io.github.qstash.message.QStashMessage;
import org.jspecify.annotations.Nullable;

import org.springframework.core.KotlinDetector;
import org.springframework.core.Nullness;
import org.springframework.core.ReactiveAdapter;
import org.springframework.core.ResolvableType;
import org.springframework.util.ClassUtils;

/**
 * What a method is declared to return.
 */
final class ReturnTypes {

	private static final String RETURN_THE_VALUE = "Return the value to publish, or publish with QStashOperations.";

	private static final Map<Class<?>, String> ADVICE = advice();

	private static final boolean COROUTINES = ClassUtils.isPresent("kotlinx.coroutines.reactor.MonoKt",
			ReturnTypes.class.getClassLoader());

	private static final String FLOW = "kotlinx.coroutines.flow.Flow";

	private static final String HTTP_ENTITY = "org.springframework.http.HttpEntity";

	private final ResolvableType declared;

	// what is in a reactive type or a future
	private final ResolvableType value;

	private final boolean reactive;

	private final boolean multiValue;

	private final @Nullable ReactiveAdapter adapter;

	private ReturnTypes(ResolvableType declared, ResolvableType value, boolean reactive, boolean multiValue,
			@Nullable ReactiveAdapter adapter) {
		this.declared = declared;
		this.value = value;
		this.reactive = reactive;
		this.multiValue = multiValue;
		this.adapter = adapter;
	}

	/**
	 * Look at a method.
	 * @param method the method
	 * @param type class of the bean, which says what type variables are
	 * @return what it returns
	 * @throws Misuse if that cannot be published
	 */
	static ReturnTypes of(Method method, Class<?> type) {
		ResolvableType declared = ResolvableType.forMethodReturnType(method, type);
		ReturnTypes types;
		if (KotlinDetector.isSuspendingFunction(method)) {
			if (!COROUTINES) {
				throw new Misuse("it is a suspending function, whose value cannot be seen",
						"Add the dependency 'org.jetbrains.kotlinx:kotlinx-coroutines-reactor'.");
			}
			ResolvableType continuation = ResolvableType.forMethodParameter(method, method.getParameterCount() - 1);
			ResolvableType returned = continuation.getGeneric();
			ReturnTypes awaited = of(returned, returned);
			if (awaited.reactive) {
				refuseUnlessFlow(returned, Nullness.forMethodReturnType(method));
			}
			types = new ReturnTypes(returned, awaited.value, true, awaited.multiValue, null);
		}
		else {
			types = of(declared, declared);
		}
		types.refuseUnpublishable();
		return types;
	}

	// nothing else comes through Spring's proxy with the values that are in it
	private static void refuseUnlessFlow(ResolvableType returned, Nullness nullness) {
		if (!FLOW.equals(returned.resolve(Object.class).getName())) {
			throw new Misuse(
					"its return type '" + returned + "' cannot be published, since it is a suspending function",
					"Return the value itself, or a Flow.");
		}
		if (nullness == Nullness.NULLABLE) {
			throw new Misuse("its return type '" + returned + "' may be null, which a proxy of Spring cannot hand over",
					"Declare it not to be nullable, and return an empty Flow instead of null.");
		}
	}

	private static ReturnTypes of(ResolvableType type, ResolvableType declared) {
		Class<?> raw = type.resolve(Object.class);
		if (CompletionStage.class.isAssignableFrom(raw)) {
			return new ReturnTypes(declared, type.as(CompletionStage.class).getGeneric(), true, false, null);
		}
		ReactiveAdapter adapter = ReactiveReturn.adapter(raw);
		if (adapter == null) {
			return new ReturnTypes(declared, type, false, false, null);
		}
		ResolvableType value = adapter.isNoValue() ? ResolvableType.forClass(Void.class)
				: type.as(adapter.getReactiveType()).getGeneric();
		return new ReturnTypes(declared, value, true, adapter.isMultiValue(), adapter);
	}

	boolean isReactive() {
		return this.reactive;
	}

	boolean isMultiValue() {
		return this.multiValue;
	}

	/**
	 * Return the adapter for the declared type.
	 * @return the adapter, or {@code null} if the value tells its type
	 */
	@Nullable ReactiveAdapter adapter() {
		return this.adapter;
	}

	/**
	 * Return whether only the value tells what it is.
	 * @return whether a reactive type may be returned although none is declared
	 */
	boolean isUndeclared() {
		return !this.reactive && this.declared.resolve(Object.class) == Object.class;
	}

	/**
	 * Return whether what is published says itself where it goes.
	 * @return whether the method returns messages
	 */
	boolean isMessage() {
		Class<?> published = elements(unwrap(this.value)).resolve(Object.class);
		return QStashMessage.class.isAssignableFrom(published);
	}

	/**
	 * Return whether the value may have elements.
	 * @return whether it is, or may turn out to be, a collection or an array
	 */
	boolean maySplit() {
		ResolvableType published = unwrap(this.value);
		Class<?> raw = published.resolve(Object.class);
		return published.isArray() || Collection.class.isAssignableFrom(raw) || raw.isAssignableFrom(Collection.class);
	}

	private void refuseUnpublishable() {
		ResolvableType published = unwrap(this.value);
		String advice = adviceAgainst(published.resolve(Object.class));
		if (advice == null) {
			advice = adviceAgainst(unwrap(elements(published)).resolve(Object.class));
		}
		Class<?> raw = this.declared.resolve(Object.class);
		if (advice == null && CompletionStage.class.isAssignableFrom(raw)
				&& !raw.isAssignableFrom(CompletableFuture.class)) {
			advice = "Declare it to return CompletableFuture or CompletionStage.";
		}
		if (advice != null) {
			throw new Misuse("its return type '" + this.declared + "' cannot be published", advice);
		}
	}

	/**
	 * Return what to do instead of returning this type.
	 * @param type the type of a value to publish
	 * @return a sentence, or {@code null} if the type can be published
	 */
	static @Nullable String adviceAgainst(Class<?> type) {
		for (Map.Entry<Class<?>, String> entry : ADVICE.entrySet()) {
			if (entry.getKey().isAssignableFrom(type)) {
				return entry.getValue();
			}
		}
		if ("kotlin.Unit".equals(type.getName())) {
			return RETURN_THE_VALUE;
		}
		return (ReactiveReturn.adapter(type) != null) ? "Return the reactive type itself, with nothing around it."
				: null;
	}

	private static ResolvableType unwrap(ResolvableType type) {
		Class<?> raw = type.resolve(Object.class);
		if (raw == Optional.class) {
			return unwrap(type.getGeneric());
		}
		for (Class<?> candidate = raw; candidate != null; candidate = candidate.getSuperclass()) {
			if (HTTP_ENTITY.equals(candidate.getName())) {
				return unwrap(type.as(candidate).getGeneric());
			}
		}
		return type;
	}

	private static ResolvableType elements(ResolvableType type) {
		if (type.isArray()) {
			return type.getComponentType();
		}
		return Collection.class.isAssignableFrom(type.resolve(Object.class)) ? type.as(Collection.class).getGeneric()
				: type;
	}

	private static Map<Class<?>, String> advice() {
		Map<Class<?>, String> advice = new LinkedHashMap<>();
		advice.put(void.class, RETURN_THE_VALUE);
		advice.put(Void.class, RETURN_THE_VALUE);
		advice.put(BaseStream.class, "It can be read only once, by the caller or for the message. "
				+ "Return a collection, with 'split' for a message for each element, or a Flux.");
		advice.put(Iterator.class, "It can be read only once, by the caller or for the message. Return a collection.");
		advice.put(CompletionStage.class, "Return the future itself, with nothing around it.");
		advice.put(Future.class, "It cannot be listened to. Return a CompletableFuture or a Mono.");
		advice.put(Callable.class, "Return a CompletableFuture or a Mono.");
		return advice;
	}

}
