package io.github.qstash.receive;

import java.lang.reflect.Method;
import java.util.concurrent.Future;

import org.springframework.core.KotlinDetector;
import org.springframework.core.ReactiveAdapter;
import org.springframework.core.ReactiveAdapterRegistry;
import org.springframework.core.ResolvableType;

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

	static ListenerReturn of(Method method) {
		boolean suspended = KotlinDetector.isSuspendingFunction(method);
		ResolvableType type = suspended
				? ResolvableType.forMethodParameter(method, method.getParameterCount() - 1).getGeneric()
				: ResolvableType.forMethodReturnType(method);
		boolean promise = refuseWhatIsNoValue(type);
		if (suspended) {
			return SUSPENDED;
		}
		return promise ? REACTIVE : PLAIN;
	}

	private static boolean refuseWhatIsNoValue(ResolvableType returned) {
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
			refuseWhatIsNoValue(returned.getGeneric());
		}
		return adapter != null;
	}

}
