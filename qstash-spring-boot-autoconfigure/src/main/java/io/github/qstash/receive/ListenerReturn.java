package io.github.qstash.receive;

import java.lang.reflect.Method;
import java.util.concurrent.Future;

import org.springframework.core.KotlinDetector;
import org.springframework.core.ReactiveAdapter;
import org.springframework.core.ReactiveAdapterRegistry;
import org.springframework.core.ResolvableType;
import org.springframework.util.ClassUtils;

/**
 * What a listener method returns, as it is declared.
 */
enum ListenerReturn {

	/** Nothing or a value. The method may block. */
	PLAIN,

	/** A {@code Mono}, a {@code CompletionStage} or another promise of one value. */
	REACTIVE,

	/** A suspending function of Kotlin. */
	SUSPENDED;

	private static final boolean COROUTINES = ClassUtils.isPresent("kotlinx.coroutines.reactor.MonoKt",
			ListenerReturn.class.getClassLoader());

	static ListenerReturn of(Method method) {
		boolean suspended = KotlinDetector.isSuspendingFunction(method);
		if (suspended && !COROUTINES) {
			throw new ListenerMisuse("it is a suspending function, and what calls it is missing",
					"Add the dependencies 'org.jetbrains.kotlinx:kotlinx-coroutines-reactor' and "
							+ "'org.jetbrains.kotlin:kotlin-reflect'.");
		}
		ResolvableType type = suspended
				? ResolvableType.forMethodParameter(method, method.getParameterCount() - 1).getGeneric()
				: ResolvableType.forMethodReturnType(method);
		boolean promise = requireValue(type);
		if (suspended) {
			return SUSPENDED;
		}
		return promise ? REACTIVE : PLAIN;
	}

	/**
	 * Make sure that what a method returns can be the answer to a delivery.
	 * @param returned the type as it is declared
	 * @return whether it is a promise
	 * @throws ListenerMisuse if it never can
	 */
	static boolean requireValue(ResolvableType returned) {
		Class<?> type = returned.toClass();
		ReactiveAdapter adapter = ReactiveAdapterRegistry.getSharedInstance().getAdapter(type);
		if (adapter != null && adapter.isMultiValue()) {
			throw new ListenerMisuse("it returns " + type.getSimpleName() + ", a stream of values",
					"Return a Mono, which may hold a list: there is one answer to a delivery.");
		}
		if (adapter == null && Future.class.isAssignableFrom(type)) {
			throw new ListenerMisuse("it returns " + type.getSimpleName() + ", which can only be waited for",
					"Return a CompletionStage or a Mono.");
		}
		if (HandlerValue.isAnswer(type)) {
			throw new ListenerMisuse("it returns " + type.getSimpleName(),
					"Return the value alone. To have QStash try again or give up, throw an exception.");
		}
		if (adapter != null && returned.hasGenerics()) {
			requireValue(returned.getGeneric());
		}
		return adapter != null;
	}

}
