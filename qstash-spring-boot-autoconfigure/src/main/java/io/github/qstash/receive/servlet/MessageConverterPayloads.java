package io.github.qstash.receive.servlet;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.function.Supplier;

import io.github.qstash.receive.PayloadConverter;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

import org.springframework.core.ResolvableType;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpInputMessage;
import org.springframework.http.MediaType;
import org.springframework.http.converter.GenericHttpMessageConverter;
import org.springframework.http.converter.HttpMessageConverter;
import org.springframework.http.converter.SmartHttpMessageConverter;

/**
 * Decodes payloads with the message converters of Spring MVC.
 *
 * @since 1.0.0
 */
public final class MessageConverterPayloads implements PayloadConverter {

	private final Supplier<List<HttpMessageConverter<?>>> converters;

	/**
	 * Create a converter.
	 * @param converters gives the message converters, when they are there
	 */
	public MessageConverterPayloads(Supplier<List<HttpMessageConverter<?>>> converters) {
		this.converters = converters;
	}

	@Override
	public boolean canRead(ResolvableType type, MediaType contentType) {
		return find(type, contentType) != null;
	}

	@Override
	public Mono<?> read(ResolvableType type, byte[] body, HttpHeaders headers) {
		return Mono.fromCallable(() -> {
			HttpMessageConverter<?> converter = find(type, headers.getContentType());
			return (converter != null) ? read(converter, type, new Body(body, headers)) : null;
		});
	}

	private @Nullable HttpMessageConverter<?> find(ResolvableType type, @Nullable MediaType contentType) {
		return this.converters.get()
			.stream()
			.filter((converter) -> canRead(converter, type, contentType))
			.findFirst()
			.orElse(null);
	}

	private static boolean canRead(HttpMessageConverter<?> converter, ResolvableType type,
			@Nullable MediaType contentType) {
		if (converter instanceof SmartHttpMessageConverter<?> smart) {
			return smart.canRead(type, contentType);
		}
		if (converter instanceof GenericHttpMessageConverter<?> generic) {
			return generic.canRead(type.getType(), null, contentType);
		}
		return converter.canRead(type.toClass(), contentType);
	}

	@SuppressWarnings("unchecked")
	private static Object read(HttpMessageConverter<?> converter, ResolvableType type, HttpInputMessage message)
			throws IOException {
		if (converter instanceof SmartHttpMessageConverter<?> smart) {
			return smart.read(type, message, null);
		}
		if (converter instanceof GenericHttpMessageConverter<?> generic) {
			return generic.read(type.getType(), null, message);
		}
		return ((HttpMessageConverter<Object>) converter).read((Class<Object>) type.toClass(), message);
	}

	private record Body(byte[] bytes, HttpHeaders headers) implements HttpInputMessage {

		@Override
		public InputStream getBody() {
			return new ByteArrayInputStream(this.bytes);
		}

		@Override
		public HttpHeaders getHeaders() {
			return this.headers;
		}

	}

}
