package io.github.qstash.receive;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;
import java.util.zip.GZIPInputStream;
import java.util.zip.InflaterInputStream;

import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpHeaders;

/**
 * Undoes the compression that a publisher has declared. What comes out is bounded like
 * what came in.
 */
final class ContentEncoding {

	private final int maxSize;

	ContentEncoding(int maxSize) {
		this.maxSize = maxSize;
	}

	/**
	 * Undo the compression.
	 * @param body the verified bytes
	 * @param headers the headers of the delivery
	 * @return the bytes as they were before
	 * @throws NonRetryableDeliveryException if that is not possible
	 */
	byte[] undo(byte[] body, HttpHeaders headers) {
		String encoding = headers.getFirst(HttpHeaders.CONTENT_ENCODING);
		if (encoding == null || encoding.isBlank() || encoding.equalsIgnoreCase("identity")) {
			return body;
		}
		try (InputStream inflated = inflate(encoding.trim().toLowerCase(Locale.ROOT), body)) {
			if (inflated == null) {
				throw new NonRetryableDeliveryException(
						"The payload has the content encoding '" + LogText.of(encoding) + "', not gzip or deflate");
			}
			byte[] bytes = inflated.readNBytes(this.maxSize);
			if (inflated.read() >= 0) {
				throw new NonRetryableDeliveryException(
						"The decompressed payload is larger than " + this.maxSize + " bytes");
			}
			return bytes;
		}
		catch (IOException ex) {
			throw new NonRetryableDeliveryException("The payload cannot be decompressed");
		}
	}

	private static @Nullable InputStream inflate(String encoding, byte[] body) throws IOException {
		ByteArrayInputStream input = new ByteArrayInputStream(body);
		return switch (encoding) {
			case "gzip", "x-gzip" -> new GZIPInputStream(input);
			case "deflate" -> new InflaterInputStream(input);
			default -> null;
		};
	}

}
