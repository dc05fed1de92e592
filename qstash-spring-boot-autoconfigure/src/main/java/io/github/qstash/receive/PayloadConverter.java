package io.github.qstash.receive;

import reactor.core.publisher.Mono;

import org.springframework.core.ResolvableType;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;

/**
 * Decodes payloads that are not JSON, as the web stack does for other requests.
 *
 * @since 1.0.0
 */
public interface PayloadConverter {

	/** Decodes nothing. */
	PayloadConverter NONE = new PayloadConverter() {

		@Override
		public boolean canRead(ResolvableType type, MediaType contentType) {
			return false;
		}

		@Override
		public Mono<?> read(ResolvableType type, byte[] body, HttpHeaders headers) {
			return Mono.empty();
		}

	};

	/**
	 * Return whether a payload can be decoded.
	 * @param type the type of the payload
	 * @param contentType what the body is
	 * @return whether it can be decoded
	 */
	boolean canRead(ResolvableType type, MediaType contentType);

	/**
	 * Decode a payload.
	 * @param type the type of the payload
	 * @param body the verified bytes, decompressed
	 * @param headers the headers of the delivery
	 * @return the payload
	 */
	Mono<?> read(ResolvableType type, byte[] body, HttpHeaders headers);

}
