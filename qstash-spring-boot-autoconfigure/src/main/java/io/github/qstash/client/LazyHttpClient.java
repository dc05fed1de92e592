package io.github.qstash.client;

import java.util.function.Function;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import reactor.netty.http.client.HttpClient;

/**
 * An HTTP client that is made with the first call: nobody has to wait for it before. As
 * that loads classes and native libraries, and reads files, no event loop does it or
 * waits for it.
 */
final class LazyHttpClient {

	private final Supplier<HttpClient> source;

	private final Mono<HttpClient> making = Mono.fromSupplier(this::make);

	private volatile @Nullable HttpClient made;

	LazyHttpClient(Supplier<HttpClient> source) {
		this.source = source;
	}

	/**
	 * Make a call.
	 * @param <T> type of the result
	 * @param call the call
	 * @return the result, or a {@link QStashClientException} if there is no client
	 */
	<T> Mono<T> call(Function<HttpClient, Mono<T>> call) {
		HttpClient client = this.made;
		return (client != null) ? call.apply(client) : Mono.defer(this::first).flatMap(call);
	}

	private Mono<HttpClient> first() {
		return Schedulers.isInNonBlockingThread() ? this.making.subscribeOn(Schedulers.boundedElastic()) : this.making;
	}

	private synchronized HttpClient make() {
		HttpClient client = this.made;
		if (client == null) {
			client = ResponseTimeout.overWholeExchange(fromSource().followRedirect(false));
			this.made = client;
		}
		return client;
	}

	private HttpClient fromSource() {
		try {
			return this.source.get();
		}
		catch (QStashException ex) {
			throw ex;
		}
		// a class that is missing or does not fit would not become a signal
		catch (RuntimeException | LinkageError ex) {
			throw new QStashClientException(
					"The HTTP client for QStash could not be made, nothing was sent: " + ex.getMessage(), ex);
		}
	}

}
