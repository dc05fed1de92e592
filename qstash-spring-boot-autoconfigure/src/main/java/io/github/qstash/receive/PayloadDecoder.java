package io.github.qstash.receive;

import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;

import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import tools.jackson.core.JacksonException;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.databind.DatabindException;
import tools.jackson.databind.JavaType;
import tools.jackson.databind.ObjectReader;
import tools.jackson.databind.exc.InvalidDefinitionException;
import tools.jackson.databind.exc.MismatchedInputException;
import tools.jackson.databind.exc.ValueInstantiationException;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.core.ResolvableType;
import org.springframework.core.codec.DecodingException;
import org.springframework.http.HttpHeaders;
import org.springframework.http.InvalidMediaTypeException;
import org.springframework.http.MediaType;
import org.springframework.http.converter.HttpMessageNotReadableException;

/**
 * Turns the verified bytes of a body into a payload.
 *
 * @param <T> the type of the payload
 */
@FunctionalInterface
interface PayloadDecoder<T> {

	/**
	 * Decode a body, at once unless its content type takes time.
	 * @param body the bytes
	 * @param headers the headers of the delivery
	 * @return the payload, or, signalled or thrown, a
	 * {@link NonRetryableDeliveryException} if the bytes are no such payload, or an
	 * {@link IllegalStateException} if the type cannot be decoded, whatever the bytes:
	 * the next version of the application may do better
	 */
	Mono<T> decode(byte[] body, HttpHeaders headers);

	/**
	 * Find the decoder for a type: {@code byte[]} as it is, {@code String} and anything
	 * else decompressed; anything else from JSON, unless the content type says otherwise.
	 * @param <T> the type of the payload
	 * @param type the same type
	 * @param jsonMapper reads JSON
	 * @param encoding undoes compression
	 * @param converter reads what is not JSON
	 * @return the decoder
	 */
	@SuppressWarnings("unchecked")
	static <T> PayloadDecoder<T> of(JavaType type, JsonMapper jsonMapper, ContentEncoding encoding,
			PayloadConverter converter) {
		if (type.hasRawClass(byte[].class)) {
			return (body, headers) -> Mono.just((T) body);
		}
		if (type.hasRawClass(String.class)) {
			return (body, headers) -> Mono.just((T) new String(encoding.undo(body, headers), charset(headers)));
		}
		ObjectReader reader = jsonMapper.readerFor(type);
		ResolvableType resolvable = resolvable(type);
		return (body, headers) -> {
			byte[] plain = encoding.undo(body, headers);
			MediaType contentType = contentType(headers);
			return (contentType != null && !isJson(contentType) && converter.canRead(resolvable, contentType))
					? converted(UserCode.signal(() -> (Mono<T>) converter.read(resolvable, plain, headers)), type)
					: Mono.just(json(plain, reader, type));
		};
	}

	private static <T> Mono<T> converted(Mono<T> payload, JavaType type) {
		return payload.switchIfEmpty(Mono.error(() -> undecodable(type, "it is empty"))).onErrorMap((ex) -> {
			String problem = ex.getClass().getSimpleName(); // its message may quote the
															// payload
			if (ex instanceof NonRetryableDeliveryException) {
				return ex;
			}
			boolean wrong = ex instanceof HttpMessageNotReadableException || ex instanceof DecodingException
					|| ex instanceof IOException;
			return wrong ? undecodable(type, problem) : new IllegalStateException(
					"The payload type " + type.toCanonical() + " cannot be used (" + problem + ")");
		});
	}

	private static boolean isJson(MediaType contentType) {
		return contentType.isCompatibleWith(MediaType.APPLICATION_JSON) || contentType.getSubtype().endsWith("+json");
	}

	private static ResolvableType resolvable(JavaType type) {
		if (type.isArrayType()) {
			return ResolvableType.forArrayComponent(resolvable(type.getContentType()));
		}
		ResolvableType[] generics = type.getBindings()
			.getTypeParameters()
			.stream()
			.map(PayloadDecoder::resolvable)
			.toArray(ResolvableType[]::new);
		return (generics.length > 0) ? ResolvableType.forClassWithGenerics(type.getRawClass(), generics)
				: ResolvableType.forClass(type.getRawClass());
	}

	private static <T> T json(byte[] body, ObjectReader reader, JavaType type) {
		if (body.length == 0) {
			throw undecodable(type, "it is empty");
		}
		T payload;
		try {
			payload = reader.readValue(body);
		}
		catch (JacksonException ex) {
			// its message quotes the payload
			String problem = ex.getClass().getSimpleName() + position(ex.getLocation());
			throw isWrongPayload(ex) ? undecodable(type, problem) : unusable(type, problem, ex);
		}
		if (payload == null) {
			throw undecodable(type, "it is null");
		}
		return payload;
	}

	private static NonRetryableDeliveryException undecodable(JavaType type, String reason) {
		return new NonRetryableDeliveryException(
				"The payload cannot be decoded as " + type.toCanonical() + " (" + reason + ")");
	}

	/**
	 * Return whether it is the payload that is wrong, and not its type.
	 * @param ex what decoding has thrown
	 * @return whether another attempt would throw it again
	 */
	static boolean isWrongPayload(JacksonException ex) {
		return !(ex instanceof DatabindException) || ex instanceof MismatchedInputException
		// a record that refuses a value in its constructor refuses it for ever
				|| ex instanceof ValueInstantiationException;
	}

	private static IllegalStateException unusable(JavaType type, String problem, JacksonException ex) {
		JavaType culprit = (ex instanceof InvalidDefinitionException definition) ? definition.getType() : null;
		return new IllegalStateException("The payload type " + type.toCanonical() + " cannot be used (" + problem
				+ ((culprit != null) ? ", caused by " + culprit.toCanonical() : "") + ")");
	}

	private static String position(@Nullable TokenStreamLocation location) {
		return (location != null && location.getLineNr() > 0)
				? " at line " + location.getLineNr() + ", column " + location.getColumnNr() : "";
	}

	private static Charset charset(HttpHeaders headers) {
		MediaType contentType = contentType(headers);
		Charset charset = (contentType != null) ? contentType.getCharset() : null;
		return (charset != null) ? charset : StandardCharsets.UTF_8;
	}

	private static @Nullable MediaType contentType(HttpHeaders headers) {
		try {
			return headers.getContentType();
		}
		catch (InvalidMediaTypeException ex) {
			return null;
		}
	}

}
