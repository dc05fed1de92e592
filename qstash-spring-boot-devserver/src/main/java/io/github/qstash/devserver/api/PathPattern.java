package io.github.qstash.devserver.api;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * A path with variables. <code>{name}</code> is one segment, which is decoded;
 * <code>{name…}</code>, which may be followed by a word, is all the rest exactly as it
 * came, slashes included. A path without variables also matches with a slash at its end.
 */
final class PathPattern {

	private final String text;

	private final List<String> segments;

	private final String behindRest;

	PathPattern(String text) {
		this.text = text;
		int rest = text.indexOf("…}");
		this.behindRest = (rest < 0) ? "" : text.substring(rest + 2);
		this.segments = List.of(text.substring(1, text.length() - this.behindRest.length()).split("/", -1));
	}

	/**
	 * Compare with a raw path.
	 * @param path the path
	 * @return the values of the variables, or {@code null} if the path is another one
	 */
	@Nullable Map<String, String> match(String path) {
		if (!path.endsWith(this.behindRest) || path.length() == this.behindRest.length()) {
			return null;
		}
		Map<String, String> variables = new LinkedHashMap<>();
		String start = path.substring(1, path.length() - this.behindRest.length());
		List<String> rest = new ArrayList<>(List.of(start.split("/", this.segments.size())));
		if (rest.size() == this.segments.size() - 1 && isRest(this.segments.get(rest.size()))) {
			rest.add("");
		}
		if (rest.size() != this.segments.size()) {
			return null;
		}
		for (int i = 0; i < rest.size(); i++) {
			if (!match(this.segments.get(i), rest.get(i), i == rest.size() - 1, variables)) {
				return null;
			}
		}
		return variables;
	}

	private boolean match(String segment, String value, boolean last, Map<String, String> variables) {
		if (isRest(segment)) {
			variables.put(segment.substring(1, segment.length() - 2), value);
			return true;
		}
		if (segment.startsWith("{")) {
			if (value.isEmpty() || value.contains("/")) {
				return false;
			}
			variables.put(segment.substring(1, segment.length() - 1), WireText.percentDecodePath(value));
			return true;
		}
		return segment.equals(value) || (last && value.equals(segment + "/"));
	}

	private static boolean isRest(String segment) {
		return segment.endsWith("…}");
	}

	@Override
	public String toString() {
		return this.text;
	}

}
