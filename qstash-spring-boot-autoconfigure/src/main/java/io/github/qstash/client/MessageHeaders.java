package io.github.qstash.client;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;

import io.netty.handler.codec.http.HttpHeaders;
import io.netty.util.AsciiString;
import org.jspecify.annotations.Nullable;

/**
 * The headers of a message in their order; a name may have several values. The message
 * has checked them, and a list of a few is searched faster than a map is made.
 */
final class MessageHeaders {

	private final List<Header> headers = new ArrayList<>();

	void add(String name, String value) {
		this.headers.add(new Header(name, value));
	}

	void addIfAbsent(String name, String value) {
		if (!contains(name)) {
			add(name, value);
		}
	}

	boolean contains(String name) {
		return get(name) != null;
	}

	boolean containsAny(List<String> names) {
		for (String name : names) {
			if (contains(name)) {
				return true;
			}
		}
		return false;
	}

	@Nullable String get(String name) {
		int index = next(name, 0);
		return (index >= 0) ? this.headers.get(index).value() : null;
	}

	void forEach(BiConsumer<? super String, ? super String> action) {
		for (Header header : this.headers) {
			action.accept(header.name(), header.value());
		}
	}

	/**
	 * Pass on the headers where a name cannot come twice.
	 * @param action takes each name once; several values are joined with a comma
	 */
	void forEachJoined(BiConsumer<? super String, ? super String> action) {
		for (int i = 0; i < this.headers.size(); i++) {
			Header header = this.headers.get(i);
			if (next(header.name(), 0) == i) {
				action.accept(header.name(), joined(header, i));
			}
		}
	}

	private String joined(Header first, int index) {
		String joined = first.value();
		for (int i = next(first.name(), index + 1); i >= 0; i = next(first.name(), i + 1)) {
			joined += ", " + this.headers.get(i).value();
		}
		return joined;
	}

	private int next(String name, int start) {
		for (int i = start; i < this.headers.size(); i++) {
			if (this.headers.get(i).name().equalsIgnoreCase(name)) {
				return i;
			}
		}
		return -1;
	}

	/**
	 * Return how long the headers are together.
	 * @return the number of characters
	 */
	long length() {
		long length = 0;
		for (Header header : this.headers) {
			length += header.name().length() + header.value().length();
		}
		return length;
	}

	void writeTo(HttpHeaders http) {
		forEach((name, value) -> http.add(name, octets(value)));
	}

	// as in a batch, which is JSON; Netty would write ISO-8859-1 and question marks
	private static CharSequence octets(String value) {
		for (int i = 0; i < value.length(); i++) {
			if (value.charAt(i) > 0x7f) {
				return new AsciiString(value.getBytes(StandardCharsets.UTF_8), false);
			}
		}
		return value;
	}

	private record Header(String name, String value) {

	}

}
