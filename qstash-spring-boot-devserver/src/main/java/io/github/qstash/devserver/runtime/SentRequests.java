package io.github.qstash.devserver.runtime;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import io.github.qstash.devserver.engine.AttemptRequest;
import io.github.qstash.devserver.engine.Event;

/**
 * The headers that attempts were given when they were sent, such as the signature; what
 * was sent first is forgotten first. Those of the publisher are not kept: the message has
 * them, and knows which of them may be shown. Safe for use by many threads.
 *
 * @since 1.0.0
 */
public final class SentRequests implements EngineListener {

	/** Characters of names and values. */
	private static final int MAX_SIZE = 8 * 1024 * 1024;

	private static final int SIZE_OF_AN_ENTRY = 200;

	private final Map<Attempt, Map<String, List<String>>> headers = new LinkedHashMap<>();

	private int size;

	/**
	 * Remember an attempt.
	 * @param request the attempt
	 * @param headers its headers as they are sent
	 */
	public synchronized void add(AttemptRequest request, Map<String, List<String>> headers) {
		Map<String, List<String>> own = new LinkedHashMap<>(headers);
		own.keySet().removeAll(request.headers().keySet());
		Attempt attempt = new Attempt(request.messageId(), request.attempt());
		Map<String, List<String>> before = this.headers.remove(attempt);
		this.size += size(own) - ((before != null) ? size(before) : 0);
		this.headers.put(attempt, own);
		Iterator<Map<String, List<String>>> oldest = this.headers.values().iterator();
		while (this.size > MAX_SIZE) {
			this.size -= size(oldest.next());
			oldest.remove();
		}
	}

	/**
	 * Return the headers of an attempt, without those of the publisher.
	 * @param messageId id of the message
	 * @param attempt number of the attempt
	 * @return the headers, or empty if it was not sent yet or is forgotten
	 */
	public synchronized Optional<Map<String, List<String>>> headers(String messageId, int attempt) {
		return Optional.ofNullable(this.headers.get(new Attempt(messageId, attempt)));
	}

	@Override
	public void happened(Account account, Event event) {
		// what happens to a message changes nothing about what was sent
	}

	@Override
	public synchronized void reset() {
		this.headers.clear();
		this.size = 0;
	}

	private static int size(Map<String, List<String>> headers) {
		int size = SIZE_OF_AN_ENTRY;
		for (Map.Entry<String, List<String>> header : headers.entrySet()) {
			size += header.getKey().length();
			for (String value : header.getValue()) {
				size += value.length();
			}
		}
		return size;
	}

	private record Attempt(String messageId, int attempt) {

	}

}
