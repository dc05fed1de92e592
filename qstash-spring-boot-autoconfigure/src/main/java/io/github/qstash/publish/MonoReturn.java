package io.github.qstash.publish;

import org.aopalliance.intercept.MethodInvocation;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * A {@link Mono} is decorated: whoever subscribes makes the value, and publishes it.
 */
final class MonoReturn implements ReturnStrategy {

	@Override
	public @Nullable Object invoke(MethodInvocation invocation, Publication publication) throws Throwable {
		Mono<?> mono = (Mono<?>) invocation.proceed();
		return (mono != null) ? decorate(mono, publication) : null;
	}

	static <T> Mono<T> decorate(Mono<T> mono, Publication publication) {
		return mono.flatMap((value) -> publication.of(value).thenReturn(value));
	}

}
