package io.github.qstash.receive.reactive;

import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

import io.github.qstash.receive.PayloadConverter;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import org.springframework.core.ResolvableType;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DefaultDataBufferFactory;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ReactiveHttpInputMessage;
import org.springframework.http.codec.HttpMessageReader;
import org.springframework.util.function.SingletonSupplier;

/**
 * Decodes payloads with the codecs of Spring WebFlux.
 *
 * @since 1.0.0
 */
public final class CodecPayloads implements PayloadConverter {

	private final Supplier<List<HttpMessageReader<?>>> readers;

	/**
	 * Create a converter.
	 * @param readers gives the message readers, asked once and with the first payload;
	 * bodies are bounded before, so that these readers need no limit
	 */
	public CodecPayloads(Supplier<List<HttpMessageReader<?>>> readers) {
		this.readers = SingletonSupplier.of(readers);
	}

	@Override
	public boolean canRead(ResolvableType type, MediaType contentType) {
		return find(type, contentType) != null;
	}

	@Override
	public Mono<?> read(ResolvableType type, byte[] body, HttpHeaders headers) {
		return Mono.defer(() -> {
			HttpMessageReader<?> reader = find(type, headers.getContentType());
			return (reader != null) ? reader.readMono(type, new Body(body, headers), Map.of()) : Mono.empty();
		});
	}

	private @Nullable HttpMessageReader<?> find(ResolvableType type, @Nullable MediaType contentType) {
		return this.readers.get()
			.stream()
			.filter((reader) -> reader.canRead(type, contentType))
			.findFirst()
			.orElse(null);
	}

	private record Body(byte[] bytes, HttpHeaders headers) implements ReactiveHttpInputMessage {

		@Override
		public Flux<DataBuffer> getBody() {
			return Flux.just(DefaultDataBufferFactory.sharedInstance.wrap(this.bytes));
		}

		@Override
		public HttpHeaders getHeaders() {
			return this.headers;
		}

	}

}
