package io.github.qstash.publish;

import java.util.concurrent.CompletionStage;

import org.aopalliance.intercept.MethodInvocation;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import org.springframework.core.ReactiveAdapter;
import org.springframework.core.ReactiveAdapterRegistry;

/**
 * A reactive type is decorated: whoever subscribes makes the values, and publishes them.
 * A future, which is under way already, is listened to.
 */
final class ReactiveReturn implements ReturnStrategy {

	private final ReactivePublishing publishing;

	private final @Nullable ReactiveAdapter declared;

	/**
	 * Create a strategy.
	 * @param publishing decorates the values
	 * @param declared the adapter for the declared type, or {@code null} if only the
	 * value tells
	 */
	ReactiveReturn(ReactivePublishing publishing, @Nullable ReactiveAdapter declared) {
		this.publishing = publishing;
		this.declared = declared;
	}

	@Override
	public @Nullable Object invoke(MethodInvocation invocation, AnnotatedMethod method) throws Throwable {
		Object value = invocation.proceed();
		return (value != null) ? decorate(value, MethodCall.of(invocation, method), method) : null;
	}

	static boolean isReactive(Object value) {
		return adapter(value.getClass()) != null;
	}

	static @Nullable ReactiveAdapter adapter(Class<?> type) {
		return ReactiveAdapterRegistry.getSharedInstance().getAdapter(type);
	}

	Object decorate(Object value, MethodCall call, AnnotatedMethod method) {
		if (value instanceof CompletionStage<?> stage) {
			// the context of the caller, wherever the future completes
			return decorate(Mono.fromCompletionStage(stage), call, method).contextCapture().toFuture();
		}
		ReactiveAdapter adapter = (this.declared != null) ? this.declared : adapter(value.getClass());
		if (adapter == null) {
			throw new IllegalStateException("'" + value.getClass().getName() + "' is not reactive");
		}
		return adapter
			.fromPublisher(adapter.isMultiValue() ? decorate(Flux.from(adapter.toPublisher(value)), call, method)
					: decorate(Mono.from(adapter.toPublisher(value)), call, method));
	}

	private <T> Mono<T> decorate(Mono<T> mono, MethodCall call, AnnotatedMethod method) {
		Mono<T> decorated = mono;
		for (PublishDefinition definition : method.definitions()) {
			decorated = this.publishing.decorate(decorated, call, definition);
		}
		return decorated;
	}

	private <T> Flux<T> decorate(Flux<T> flux, MethodCall call, AnnotatedMethod method) {
		Flux<T> decorated = flux;
		for (PublishDefinition definition : method.definitions()) {
			decorated = this.publishing.decorate(decorated, call, definition);
		}
		return decorated;
	}

}
