package io.github.qstash.client;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.github.qstash.message.QStashDurations;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A request as it was on the wire, in parts that can be compared one by one: method,
 * path, query, body and each header; of a batch, the parts of each item.
 * <p>
 * What does not matter is made equal here: the case of header names, which have none;
 * whether the values of a header are in one line or in several, which HTTP takes for the
 * same; and how a duration is written ({@code 1d} or {@code 86400s}), since Java's
 * {@code Duration} does not know how it was written.
 */
final class WireRequest {

	private static final Set<String> DURATIONS = Set.of("upstash-delay", "upstash-timeout", "upstash-callback-timeout",
			"upstash-failure-callback-timeout");

	private static final Pattern PERIOD = Pattern.compile("(?<=period=)\\w+");

	private final Map<String, String> parts = new TreeMap<>();

	private final Set<String> ignoredHeaders;

	WireRequest(Set<String> ignoredHeaders) {
		this.ignoredHeaders = ignoredHeaders;
	}

	static WireRequest recorded(JsonNode recorded, Set<String> ignoredHeaders) {
		WireRequest request = new WireRequest(ignoredHeaders);
		recorded.properties().forEach((part) -> {
			switch (part.getKey()) {
				case "headers" -> request.headers("", part.getValue());
				case "items" -> request.items(part.getValue());
				case "body" -> request.part("body", part.getValue().isObject()
						? part.getValue().get("base64").asString() : part.getValue().asString());
				default -> request.part(part.getKey(), part.getValue().asString());
			}
		});
		return request;
	}

	void requestLine(String method, String uri) {
		String[] pathAndQuery = uri.split("\\?", 2);
		part("method", method);
		part("path", pathAndQuery[0]);
		if (pathAndQuery.length == 2) {
			part("query", pathAndQuery[1]);
		}
	}

	void body(byte[] body) {
		if ("/v2/batch".equals(this.parts.get("path"))) {
			items(JsonMapper.shared().readTree(body));
			return;
		}
		String text = new String(body, StandardCharsets.UTF_8);
		boolean isText = Arrays.equals(body, text.getBytes(StandardCharsets.UTF_8));
		part("body", isText ? text : Base64.getEncoder().encodeToString(body));
	}

	void header(String item, String name, String value) {
		String lowerCase = name.toLowerCase(Locale.ROOT);
		if (!this.ignoredHeaders.contains(lowerCase)) {
			this.parts.merge(item + "header " + lowerCase, normalized(lowerCase, value),
					(first, second) -> first + ", " + second);
		}
	}

	/**
	 * Remove the header from the request, or from each item of it.
	 * @param name the header's name, in lower case
	 * @return its values
	 */
	Set<String> remove(String name) {
		Set<String> values = new TreeSet<>();
		this.parts.entrySet()
			.removeIf((part) -> part.getKey().endsWith("header " + name) && values.add(part.getValue()));
		return values;
	}

	/**
	 * Return what is not the same in both requests.
	 * @param other the other request
	 * @return the values in both by the name of the part, which is without the number of
	 * the item that it belongs to
	 */
	Map<String, String> differences(WireRequest other) {
		Set<String> all = new TreeSet<>(this.parts.keySet());
		all.addAll(other.parts.keySet());
		Map<String, String> differences = new TreeMap<>();
		for (String part : all) {
			String mine = String.valueOf(this.parts.get(part));
			String others = String.valueOf(other.parts.get(part));
			if (!mine.equals(others)) {
				differences.put(part.replaceFirst("^\\[\\d+] ", ""), mine + " / " + others);
			}
		}
		return differences;
	}

	private void items(JsonNode items) {
		for (int i = 0; i < items.size(); i++) {
			String item = "[" + i + "] ";
			items.get(i).properties().forEach((part) -> {
				if (part.getKey().equals("headers")) {
					headers(item, part.getValue());
				}
				else {
					part(item + part.getKey(), part.getValue().asString());
				}
			});
		}
	}

	private void headers(String item, JsonNode headers) {
		headers.properties().forEach((header) -> header(item, header.getKey(), header.getValue().asString()));
	}

	private void part(String name, String value) {
		this.parts.put(name, value);
	}

	private static String normalized(String name, String value) {
		if (DURATIONS.contains(name)) {
			return QStashDurations.parse(value).toString();
		}
		return name.equals("upstash-flow-control-value")
				? PERIOD.matcher(value)
					.replaceAll((period) -> Matcher.quoteReplacement(QStashDurations.parse(period.group()).toString()))
				: value;
	}

	@Override
	public String toString() {
		return this.parts.toString();
	}

}
