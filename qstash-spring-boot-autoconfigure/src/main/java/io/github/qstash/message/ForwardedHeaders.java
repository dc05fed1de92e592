package io.github.qstash.message;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiConsumer;

/**
 * Headers that the destination receives, in the order in which they were added; a name
 * may have several values.
 */
final class ForwardedHeaders {

	static final ForwardedHeaders NONE = new ForwardedHeaders(List.of());

	private final List<Header> headers;

	private ForwardedHeaders(List<Header> headers) {
		this.headers = headers;
	}

	ForwardedHeaders and(String name, String... values) {
		MessageOptions.headerName("header", name);
		if (name.toLowerCase(Locale.ROOT).startsWith("upstash-")) {
			throw new InvalidMessageException("header",
					"must not start with 'Upstash-', which is configuration of QStash and not forwarded, but was '"
							+ name + "': use the option of the message instead");
		}
		List<Header> more = new ArrayList<>(this.headers);
		for (String value : values) {
			more.add(new Header(name, MessageOptions.headerValue("header[" + name + "]", value)));
		}
		return new ForwardedHeaders(List.copyOf(more));
	}

	ForwardedHeaders over(ForwardedHeaders defaults) {
		if (this.headers.isEmpty() || defaults.headers.isEmpty()) {
			return this.headers.isEmpty() ? defaults : this;
		}
		List<Header> all = new ArrayList<>(defaults.without(this).headers);
		all.addAll(this.headers);
		return new ForwardedHeaders(List.copyOf(all));
	}

	ForwardedHeaders without(ForwardedHeaders others) {
		Set<String> names = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
		others.headers.forEach((header) -> names.add(header.name()));
		return new ForwardedHeaders(this.headers.stream().filter((header) -> !names.contains(header.name())).toList());
	}

	void write(String prefix, BiConsumer<? super String, ? super String> sink) {
		for (Header header : this.headers) {
			sink.accept(prefix + header.name(), header.value());
		}
	}

	private record Header(String name, String value) {

	}

}
