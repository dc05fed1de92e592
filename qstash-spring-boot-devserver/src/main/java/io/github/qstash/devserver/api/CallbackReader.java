package io.github.qstash.devserver.api;

import io.github.qstash.devserver.engine.CallbackSpec;
import org.jspecify.annotations.Nullable;

/**
 * Reads a callback and its own options.
 */
final class CallbackReader {

	private CallbackReader() {
	}

	/**
	 * Read a callback.
	 * @param name name of the header with its URL, prefix of its options
	 * @param headers headers of the publish request
	 * @return the callback, or {@code null} if there is none
	 */
	static @Nullable CallbackSpec read(String name, HeaderLines headers) {
		HeaderValues values = new HeaderValues(headers);
		String url = values.url(name);
		if (url == null) {
			return null;
		}
		values.refuse(name + "-Delay", "is not supported: callbacks cannot be delayed");
		values.refuse(name + "-Not-Before", "is not supported: callbacks cannot be delayed");
		String method = values.method(name + "-Method");
		return new CallbackSpec(url, (method != null) ? method : "POST", ForwardedHeaders.ofCallback(name, headers),
				values.integer(name + "-Retries"), values.retryDelay(name + "-Retry-Delay"),
				values.duration(name + "-Timeout"));
	}

}
