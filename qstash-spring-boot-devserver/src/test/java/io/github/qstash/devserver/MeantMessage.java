package io.github.qstash.devserver;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Stream;

import io.github.qstash.devserver.engine.Body;
import io.github.qstash.devserver.engine.CallbackSpec;
import io.github.qstash.devserver.engine.FlowControl;
import io.github.qstash.devserver.engine.MessageSpec;
import io.github.qstash.devserver.engine.MessageView;
import io.github.qstash.devserver.engine.RetryDelay;
import io.github.qstash.message.QStashMessage;
import org.jspecify.annotations.Nullable;

/**
 * What is said about a message, one option after the other, together with what each means
 * for what a server should have stored.
 *
 * @param options the options
 */
record MeantMessage(List<Option> options) {

	static final String BINARY = "binary ";

	static final String BODY = "body";

	static final String HEADER = "header.";

	static final String REDACTED = "redacted";

	private static final String URL = "https://example.com/in";

	QStashMessage.Builder given() {
		QStashMessage.Builder message = QStashMessage.to(URL);
		this.options.forEach((option) -> option.given().accept(message));
		return message;
	}

	/** Return what should be stored by name; what has no value has no name. */
	Map<String, Object> meant() {
		Map<String, Object> values = values(URL, MessageSpec.builder().build());
		this.options.forEach((option) -> option.meant().accept(values));
		// what is asked for may name headers that are not there
		List<?> redacted = (List<?>) values.get(REDACTED);
		values.put(REDACTED,
				values.keySet()
					.stream()
					.filter((name) -> redacted.contains(name) || (name.startsWith(HEADER) && redacted.contains(HEADER)))
					.toList());
		return values;
	}

	/** Return what is stored, in the form of {@link #meant()}. */
	static Map<String, Object> stored(MessageView message) {
		return values(message.url(), message.spec());
	}

	/** Leave out all options that are not needed for something to be true. */
	MeantMessage smallestThat(Predicate<MeantMessage> holds) {
		MeantMessage smallest = this;
		for (Option option : this.options) {
			List<Option> fewer = new ArrayList<>(smallest.options);
			fewer.remove(option);
			MeantMessage candidate = new MeantMessage(fewer);
			smallest = holds.test(candidate) ? candidate : smallest;
		}
		return smallest;
	}

	MeantMessage with(Predicate<Option> wanted) {
		return new MeantMessage(this.options.stream().filter(wanted).toList());
	}

	static Object body(Body body) {
		String text = body.utf8();
		return (text != null) ? text : BINARY + body.base64();
	}

	private static Map<String, Object> values(String url, MessageSpec spec) {
		Map<String, Object> values = new TreeMap<>();
		values.put("url", url);
		values.put("method", spec.method());
		values.put(BODY, body(spec.body()));
		values.put("retries", spec.retries());
		putText(values, "retryDelay", spec.retryDelay());
		values.put("timeout", spec.timeout());
		put(values, "delay", spec.delay());
		put(values, "notBefore", spec.notBefore());
		put(values, "queue", spec.queue());
		values.put("labels", spec.labels());
		put(values, "deduplicationId", spec.deduplicationId());
		values.put("contentBasedDeduplication", spec.contentBasedDeduplication());
		putFlowControl(values, spec.flowControl());
		putHeaders(values, HEADER, spec.headers());
		values.put(REDACTED, redacted(spec));
		putCallback(values, "callback.", spec.callback());
		putCallback(values, "failureCallback.", spec.failureCallback());
		return values;
	}

	private static List<String> redacted(MessageSpec spec) {
		Stream<String> body = spec.shownBody().equals(spec.body()) ? Stream.empty() : Stream.of(BODY);
		Stream<String> headers = spec.headers()
			.keySet()
			.stream()
			.filter((name) -> !spec.headers().get(name).equals(spec.shownHeaders().get(name)))
			.map((name) -> HEADER + name);
		return Stream.concat(body, headers).sorted().toList();
	}

	private static void putFlowControl(Map<String, Object> values, @Nullable FlowControl flowControl) {
		if (flowControl != null) {
			put(values, "flowControl.key", flowControl.key());
			put(values, "flowControl.parallelism", flowControl.parallelism());
			put(values, "flowControl.rate", flowControl.rate());
			put(values, "flowControl.period", flowControl.period());
		}
	}

	private static void putCallback(Map<String, Object> values, String prefix, @Nullable CallbackSpec callback) {
		if (callback != null) {
			put(values, prefix + "url", callback.url());
			put(values, prefix + "method", callback.method());
			put(values, prefix + "retries", callback.retries());
			putText(values, prefix + "retryDelay", callback.retryDelay());
			put(values, prefix + "timeout", callback.timeout());
			putHeaders(values, prefix + "header.", callback.headers());
		}
	}

	// whether the values of a name are apart or joined does not matter in HTTP
	private static void putHeaders(Map<String, Object> values, String prefix, Map<String, List<String>> headers) {
		headers.forEach((name, lines) -> values.put(prefix + name, String.join(", ", lines)));
	}

	private static void putText(Map<String, Object> values, String name, @Nullable RetryDelay expression) {
		put(values, name, (expression != null) ? expression.text() : null);
	}

	private static void put(Map<String, Object> values, String name, @Nullable Object value) {
		if (value != null) {
			values.put(name, value);
		}
	}

	/**
	 * One thing that is said about a message.
	 *
	 * @param name the option
	 * @param value its value, as it is shown when a test fails
	 * @param given how it is said
	 * @param meant what it means for what is stored
	 */
	record Option(String name, Object value, Consumer<QStashMessage.Builder> given,
			Consumer<Map<String, Object>> meant) {

		@Override
		public String toString() {
			return this.name + " " + this.value;
		}

	}

}
