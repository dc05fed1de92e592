package io.github.qstash.client;

import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import reactor.netty.Connection;

/**
 * Passes the answer to one request on when its connection is free again. Reactor Netty
 * does both from the same event, the answer first: who then publishes the next message
 * would find no connection free and open another one, or wait in the queue of the pool
 * with a timer, or be refused.
 */
final class FreeConnectionFirst implements Consumer<Connection>, Executor {

	private volatile @Nullable Executor eventLoop;

	/** Take the connection on which the request goes out, the last one counts. */
	@Override
	public void accept(Connection connection) {
		this.eventLoop = connection.channel().eventLoop();
	}

	<T> Mono<T> apply(Mono<T> answer) {
		return answer.publishOn(Schedulers.fromExecutor(this));
	}

	@Override
	public void execute(Runnable task) {
		Executor eventLoop = this.eventLoop;
		if (eventLoop == null) {
			task.run();
			return;
		}
		try {
			eventLoop.execute(task);
		}
		catch (RejectedExecutionException ex) {
			// the event loop is about to end, the answer is there all the same
			task.run();
		}
	}

}
