package io.github.qstash.devserver.engine;

import java.time.Duration;
import java.time.Instant;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * Remembers deduplication ids for ten minutes from the publish, whatever becomes of the
 * message. An id counts for the whole account; for a URL group, at each endpoint.
 */
final class Deduplication {

	static final Duration WINDOW = Duration.ofMinutes(10);

	static final int MAX_ID_LENGTH = 1024;

	/** Those that are remembered; the oldest are forgotten first. */
	static final int MAX_IDS = 500_000;

	private final Map<Key, First> seen = new LinkedHashMap<>();

	// Return the id of the message that stands for this one, if there is one.
	@Nullable String earlier(Instant now, String deduplicationId, @Nullable String endpoint) {
		forgetExpired(now);
		First first = this.seen.get(new Key(deduplicationId, endpoint));
		return (first != null) ? first.messageId() : null;
	}

	void remember(Instant now, String deduplicationId, @Nullable String endpoint, String messageId) {
		this.seen.put(new Key(deduplicationId, endpoint), new First(messageId, now.plus(WINDOW)));
		if (this.seen.size() > MAX_IDS) {
			this.seen.remove(this.seen.keySet().iterator().next());
		}
	}

	private void forgetExpired(Instant now) {
		Iterator<First> oldest = this.seen.values().iterator();
		while (oldest.hasNext() && !oldest.next().until().isAfter(now)) {
			oldest.remove();
		}
	}

	private record Key(String deduplicationId, @Nullable String endpoint) {

	}

	private record First(String messageId, Instant until) {

	}

}
