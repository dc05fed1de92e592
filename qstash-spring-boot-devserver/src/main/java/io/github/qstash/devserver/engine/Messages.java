package io.github.qstash.devserver.engine;

import java.util.HashMap;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * The messages in progress, by id.
 */
final class Messages {

	private final Map<String, Message> messages = new HashMap<>();

	private long accepted;

	Message add(MessageView view) {
		Message message = new Message(++this.accepted, view);
		if (this.messages.putIfAbsent(message.id(), message) != null) {
			throw new IllegalStateException("Message id " + message.id() + " was given out twice");
		}
		return message;
	}

	void remove(Message message) {
		this.messages.remove(message.id());
	}

	Message get(String id) {
		Message message = find(id);
		if (message == null) {
			throw notFound(id);
		}
		return message;
	}

	@Nullable Message find(String id) {
		return this.messages.get(id);
	}

	static RefusedException notFound(String id) {
		return RefusedException.notFound("message " + id + " not found");
	}

}
