package io.github.qstash.devserver.engine;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;

import org.jspecify.annotations.Nullable;

/**
 * The bytes of a request or response, never changed and never parsed.
 *
 * @since 1.0.0
 */
public final class Body {

	private static final Body EMPTY = new Body(new byte[0]);

	/** Bytes of it in UTF-8. */
	private static final int LONGEST_CHARACTER = 4;

	private final byte[] bytes;

	private Body(byte[] bytes) {
		this.bytes = bytes;
	}

	/**
	 * Return a body without bytes.
	 * @return the empty body
	 */
	public static Body empty() {
		return EMPTY;
	}

	/**
	 * Return a body of the given bytes.
	 * @param bytes the bytes; they are copied
	 * @return the body
	 */
	public static Body of(byte[] bytes) {
		return (bytes.length == 0) ? EMPTY : new Body(bytes.clone());
	}

	/**
	 * Return a body of the UTF-8 bytes of a text.
	 * @param text the text
	 * @return the body
	 */
	public static Body of(String text) {
		return text.isEmpty() ? EMPTY : new Body(text.getBytes(StandardCharsets.UTF_8));
	}

	/**
	 * Return the number of bytes.
	 * @return the number of bytes
	 */
	public int size() {
		return this.bytes.length;
	}

	// Return the beginning, without a part of a character at its end.
	Body first(int limit) {
		if (this.bytes.length <= limit) {
			return this;
		}
		int end = limit;
		while (end > limit - LONGEST_CHARACTER && (this.bytes[end] & 0xC0) == 0x80) {
			end--;
		}
		return new Body(Arrays.copyOf(this.bytes, end));
	}

	/**
	 * Return a copy of the bytes.
	 * @return the bytes
	 */
	public byte[] bytes() {
		return this.bytes.clone();
	}

	/**
	 * Return the bytes as text, if they are text.
	 * @return the text, or {@code null} if the bytes are not valid UTF-8
	 */
	public @Nullable String utf8() {
		try {
			return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(this.bytes)).toString();
		}
		catch (CharacterCodingException ex) {
			return null;
		}
	}

	/**
	 * Return the bytes in base64.
	 * @return the standard base64 encoding, with padding
	 */
	public String base64() {
		return Base64.getEncoder().encodeToString(this.bytes);
	}

	@Override
	public boolean equals(@Nullable Object other) {
		return (other instanceof Body body) && Arrays.equals(this.bytes, body.bytes);
	}

	@Override
	public int hashCode() {
		return Arrays.hashCode(this.bytes);
	}

	/**
	 * Return the size only: payloads are not for logs.
	 */
	@Override
	public String toString() {
		return "Body[" + this.bytes.length + " bytes]";
	}

}
