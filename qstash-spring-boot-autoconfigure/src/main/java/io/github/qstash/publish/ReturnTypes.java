package io.github.qstash.publish;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;
import java.util.stream.BaseStream;

import io.github.qstash.message.QStashMessage;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

import org.springframework.core.ReactiveAdapterRegistry;
import org.springframework.core.ResolvableType;

/**
 * Chooses the strategy for a declared return type, and refuses the types that cannot be
 * published.
 */
final class ReturnTypes {

	private static final String RETURN_THE_VALUE = "Return the value to publish, or publish with QStashOperations.";

	private static final Map<Class<?>, String> ADVICE = advice();

	private final ReturnStrategy plain;

	private final ReturnStrategy mono = new MonoReturn();

	private final ReturnStrategy undeclared;

	ReturnTypes(Acceptance acceptance) {
		this.plain = new PlainReturn(acceptance);
		this.undeclared = new UndeclaredReturn(acceptance);
	}

	ReturnStrategy strategyFor(ResolvableType type) {
		Class<?> declared = type.resolve(Object.class);
		refuseUnsupported(published(type).resolve(Object.class), type);
		if (Mono.class.isAssignableFrom(declared)) {
			return this.mono;
		}
		return declared.isAssignableFrom(Mono.class) ? this.undeclared : this.plain;
	}

	/**
	 * Return whether what is published says itself where it goes.
	 * @param type the declared return type
	 * @return whether the method returns messages
	 */
	static boolean isMessage(ResolvableType type) {
		return QStashMessage.class.isAssignableFrom(published(type).resolve(Object.class));
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
		return (ReactiveAdapterRegistry.getSharedInstance().getAdapter(type) != null)
				? "Return a Mono, for example of a collected list, or publish with QStashOperations." : null;
	}

	private static void refuseUnsupported(Class<?> published, ResolvableType declared) {
		String advice = adviceAgainst(published);
		if (advice != null) {
			throw new Misuse("its return type '" + declared + "' cannot be published", advice);
		}
	}

	private static ResolvableType published(ResolvableType type) {
		return Mono.class.isAssignableFrom(type.resolve(Object.class)) ? type.as(Mono.class).getGeneric() : type;
	}

	private static Map<Class<?>, String> advice() {
		Map<Class<?>, String> advice = new LinkedHashMap<>();
		advice.put(void.class, RETURN_THE_VALUE);
		advice.put(Void.class, RETURN_THE_VALUE);
		for (Class<?> optional : new Class<?>[] { Optional.class, OptionalInt.class, OptionalLong.class,
				OptionalDouble.class }) {
			advice.put(optional, "Return the value itself, or null to publish nothing.");
		}
		advice.put(BaseStream.class, "Return a collection, which is published as one JSON array.");
		advice.put(CompletionStage.class, "Return a Mono, for example Mono.fromFuture(() -> ...).");
		advice.put(Future.class, "Return a Mono, for example Mono.fromFuture(() -> ...).");
		return advice;
	}

}
