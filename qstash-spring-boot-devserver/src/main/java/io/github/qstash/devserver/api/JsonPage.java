package io.github.qstash.devserver.api;

import java.io.ByteArrayOutputStream;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * A JSON array, written entry by entry until it would become too large: a few hundred
 * entries with large bodies must not take the memory of the application that the server
 * is part of.
 *
 * @param count how many entries are in the array
 * @param array the array
 */
record JsonPage(int count, byte[] array) {

	static final int MAX_BYTES = 5 * 1024 * 1024;

	/**
	 * Write as many entries as there is room for, but at least one, so that a reader gets
	 * on.
	 * @param <T> type of the entries
	 * @param entries the entries
	 * @param json makes a JSON object of an entry
	 * @return the array
	 */
	static <T> JsonPage write(List<T> entries, Function<T, Map<String, Object>> json) {
		ByteArrayOutputStream array = new ByteArrayOutputStream();
		array.write('[');
		int count = 0;
		for (T entry : entries) {
			byte[] written = Json.write(() -> json.apply(entry));
			if (count > 0 && array.size() + written.length > MAX_BYTES) {
				break;
			}
			if (count > 0) {
				array.write(',');
			}
			array.writeBytes(written);
			count++;
		}
		array.write(']');
		return new JsonPage(count, array.toByteArray());
	}

}
