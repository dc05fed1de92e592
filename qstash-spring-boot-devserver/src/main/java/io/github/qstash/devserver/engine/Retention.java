package io.github.qstash.devserver.engine;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Decides what to forget: the oldest entries beyond a number of entries or bytes, but
 * never the newest one.
 */
final class Retention {

	private final int maxEntries;

	private final long maxBytes;

	private final Map<String, Long> sizes = new LinkedHashMap<>();

	private long bytes;

	Retention(int maxEntries, long maxBytes) {
		this.maxEntries = maxEntries;
		this.maxBytes = maxBytes;
	}

	// Take a new entry and return the entries that must be forgotten for it.
	List<String> add(String id, long size) {
		this.sizes.put(id, size);
		this.bytes += size;
		List<String> forgotten = new ArrayList<>();
		Iterator<Map.Entry<String, Long>> oldest = this.sizes.entrySet().iterator();
		while (exceeded()) {
			Map.Entry<String, Long> entry = oldest.next();
			this.bytes -= entry.getValue();
			forgotten.add(entry.getKey());
			oldest.remove();
		}
		return forgotten;
	}

	// Take note that an entry went on its own.
	void remove(String id) {
		Long size = this.sizes.remove(id);
		if (size != null) {
			this.bytes -= size;
		}
	}

	private boolean exceeded() {
		return this.sizes.size() > 1 && (this.sizes.size() > this.maxEntries || this.bytes > this.maxBytes);
	}

}
