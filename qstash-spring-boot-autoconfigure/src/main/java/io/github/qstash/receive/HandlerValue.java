package io.github.qstash.receive;

import java.util.concurrent.Callable;
import java.util.concurrent.Future;

import reactor.core.publisher.Mono;

import org.springframework.core.ReactiveAdapter;
import org.springframework.core.ReactiveAdapterRegistry;
import org.springframework.http.HttpEntity;
import org.springframework.http.ProblemDetail;
import org.springframework.web.ErrorResponse;
import org.springframework.web.context.request.async.DeferredResult;
import org.springframework.web.context.request.async.WebAsyncTask;

/**
 * What handlers return: a value, or a promise of one that is waited for. Anything else is
 * a failure, so that nothing is taken for success that may be none.
 */
final class HandlerValue {

	private HandlerValue() {
	}

	/**
	 * Wait for what a handler has returned.
	 * @param handler the name of the handler
	 * @param returned the value or a promise of one
	 * @return the value
	 */
	static Mono<?> of(String handler, Object returned) {
		ReactiveAdapter adapter = ReactiveAdapterRegistry.getSharedInstance().getAdapter(null, returned);
		if (adapter == null) {
			return Mono.just(returned);
		}
		if (adapter.isMultiValue()) {
			return Mono.error(new IllegalStateException(handler + " returned a stream of values"));
		}
		return Mono.from(adapter.toPublisher(returned));
	}

	/**
	 * Make sure that something is a value.
	 * @param value the value
	 * @throws IllegalStateException if it is an answer of its own, an exception, or
	 * something that nobody waits for
	 */
	static void check(Object value) {
		if (isAnswer(value.getClass())) {
			throw new IllegalStateException("The handler returned a " + value.getClass().getName()
					+ ": to have QStash try again or give up, it must throw an exception");
		}
		if (isPromise(value)) {
			throw new IllegalStateException(
					"The handler returned a " + value.getClass().getName() + ", for which nobody waits");
		}
	}

	/**
	 * Return whether a type says itself what QStash is to be answered, and so is no
	 * value.
	 * @param type the type
	 * @return whether it is an answer or an exception
	 */
	static boolean isAnswer(Class<?> type) {
		return HttpEntity.class.isAssignableFrom(type) || ErrorResponse.class.isAssignableFrom(type)
				|| ProblemDetail.class.isAssignableFrom(type) || Throwable.class.isAssignableFrom(type);
	}

	private static boolean isPromise(Object value) {
		return value instanceof Future || value instanceof Callable || value instanceof DeferredResult
				|| value instanceof WebAsyncTask
				|| ReactiveAdapterRegistry.getSharedInstance().getAdapter(null, value) != null;
	}

}
