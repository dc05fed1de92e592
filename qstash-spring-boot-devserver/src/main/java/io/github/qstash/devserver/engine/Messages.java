package io.github.qstash.devserver.engine;

import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

/**
 * The messages in progress, by id and in the order of their acceptance.
 */
final class Messages {

	private final Map<String, Message> messages = new LinkedHashMap<>();

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

	Stream<Message> select(MessageFilter filter) {
		Set<String> ids = filter.wanted(MessageField.MESSAGE_ID);
		Stream<Message> candidates = ids.isEmpty() ? this.messages.values().stream()
				: ids.stream()
					.flatMap((id) -> Stream.ofNullable(find(id)))
					.sorted(Comparator.comparingLong(Message::number));
		return candidates.filter((message) -> filter.accepts(message.view(), message.view().createdAt()));
	}

	static RefusedException notFound(String id) {
		return RefusedException.notFound("message " + id + " not found");
	}

}
