package io.github.qstash.receive;

import java.util.concurrent.Callable;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;
import reactor.core.publisher.MonoSink;
import reactor.util.context.Context;

/**
 * Calls what the application has written, so that a delivery is answered whatever that
 * throws. Reactor does not signal errors such as a {@link StackOverflowError} but throws
 * them on, at somebody who does not know of the delivery.
 */
final class UserCode {

	private UserCode() {
	}

	/**
	 * Call something.
	 * @param <R> the type of the result
	 * @param call what to call
	 * @return the result
	 * @throws Exception if the call throws anything, or an {@link IllegalStateException}
	 * with an error as its cause that Reactor would not signal
	 */
	static <R extends @Nullable Object> R call(Callable<R> call) throws Exception {
		try {
			return call.call();
		}
		catch (LinkageError | StackOverflowError ex) {
			throw failure(ex);
		}
	}

	/**
	 * Ask for a {@code Mono} with each subscription, and signal what is thrown then.
	 * @param <R> the type of the value
	 * @param mono gives a {@code Mono} that does not throw when it is subscribed to
	 * @return signals the same
	 */
	static <R> Mono<R> defer(Supplier<? extends Mono<? extends R>> mono) {
		return Mono.defer(() -> {
			try {
				return mono.get();
			}
			catch (LinkageError | StackOverflowError ex) {
				return Mono.error(failure(ex));
			}
		});
	}

	/**
	 * Signal what a {@code Mono} signals, and what it throws when it is asked for or
	 * subscribed to.
	 * @param <R> the type of the value
	 * @param mono gives the {@code Mono}
	 * @return signals the same
	 */
	static <R> Mono<R> signal(Supplier<? extends Mono<? extends R>> mono) {
		Mono<R> deferred = Mono.defer(mono);
		return Mono.create((sink) -> subscribe(deferred, sink));
	}

	private static <R> void subscribe(Mono<R> mono, MonoSink<R> sink) {
		try {
			Disposable subscription = mono.subscribe(sink::success, sink::error, sink::success,
					Context.of(sink.contextView()));
			sink.onDispose(subscription);
		}
		catch (LinkageError | StackOverflowError ex) {
			sink.error(failure(ex));
		}
	}

	private static IllegalStateException failure(Error error) {
		return new IllegalStateException("Failed with " + error.getClass().getName(), error);
	}

}
