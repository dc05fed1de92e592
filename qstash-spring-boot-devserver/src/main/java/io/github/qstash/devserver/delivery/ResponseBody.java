package io.github.qstash.devserver.delivery;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;

import io.github.qstash.devserver.engine.Body;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Reads a response body up to a limit. What comes after it is not waited for: the rest is
 * cut off, and with it the connection.
 */
final class ResponseBody {

	private ResponseBody() {
	}

	static Mono<Body> read(Flux<byte[]> chunks, int limit) {
		return Mono.defer(() -> {
			ByteArrayOutputStream read = new ByteArrayOutputStream();
			return chunks.doOnNext(read::writeBytes)
				.takeUntil((chunk) -> read.size() > limit)
				.then(Mono
					.fromSupplier(() -> Body.of(Arrays.copyOf(read.toByteArray(), Math.min(read.size(), limit)))));
		});
	}

}
