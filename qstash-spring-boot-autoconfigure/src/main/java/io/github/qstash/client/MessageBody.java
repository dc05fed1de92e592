package io.github.qstash.client;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

import io.github.qstash.message.InvalidMessageException;
import io.github.qstash.message.QStashMessage;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * The bytes of a message and their content type.
 *
 * @param bytes the body
 * @param contentType the content type, or {@code null} for an empty body without one
 * @param encodedHere whether the bytes are UTF-8 because they were encoded here
 */
record MessageBody(byte[] bytes, @Nullable String contentType, boolean encodedHere) {

	private static final byte[] EMPTY = {};

	static MessageBody of(QStashMessage message, JsonMapper jsonMapper) {
		Object body = message.body();
		if (body == null) {
			return new MessageBody(EMPTY, message.contentType(), true);
		}
		if (body instanceof byte[] bytes) {
			return new MessageBody(bytes, orDefault(message.contentType(), "application/octet-stream"), false);
		}
		if (body instanceof String text) {
			return new MessageBody(text.getBytes(StandardCharsets.UTF_8),
					orDefault(message.contentType(), "text/plain;charset=UTF-8"), true);
		}
		UnsendableBody.refuse(body);
		return new MessageBody(json(body, jsonMapper), orDefault(message.contentType(), "application/json"), true);
	}

	// whether the body can travel in a batch
	boolean isText() {
		if (this.encodedHere) {
			return true;
		}
		try {
			StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(this.bytes));
			return true;
		}
		catch (CharacterCodingException ex) {
			return false;
		}
	}

	private static byte[] json(Object body, JsonMapper jsonMapper) {
		try {
			return jsonMapper.writeValueAsBytes(body);
		}
		catch (JacksonException ex) {
			// the cause is left out: its message can show what the body holds
			throw new InvalidMessageException("body",
					"must be a String, a byte[] or an object that can be written as JSON but is of type "
							+ body.getClass().getName() + " (" + ex.getClass().getSimpleName() + ")");
		}
	}

	private static String orDefault(@Nullable String contentType, String defaultType) {
		return (contentType != null) ? contentType : defaultType;
	}

}
