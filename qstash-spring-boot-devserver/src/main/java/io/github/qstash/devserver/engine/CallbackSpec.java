package io.github.qstash.devserver.engine;

import java.time.Duration;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * Who is told about the attempts of a message, and how.
 *
 * @param url absolute http or https URL of the callback
 * @param method HTTP method of the callback
 * @param headers headers of the callback, names in canonical case
 * @param retries retries of the callback; those of the message if {@code null}
 * @param retryDelay delay between them; the default back-off if {@code null}
 * @param timeout how long an attempt may take, 12 hours at most; 15 minutes if
 * {@code null}
 * @since 1.0.0
 * @see <a href="https://upstash.com/docs/qstash/features/callbacks">QStash: callbacks</a>
 */
public record CallbackSpec(String url, String method, Map<String, List<String>> headers, @Nullable Integer retries,
		@Nullable RetryDelay retryDelay, @Nullable Duration timeout) {

	/**
	 * Create the options of a callback; header names are brought into canonical case.
	 */
	public CallbackSpec {
		headers = CanonicalHeaders.copyOf(headers);
	}

	/**
	 * Return a callback with default options.
	 * @param url absolute http or https URL of the callback
	 * @return a callback by {@code POST} without headers
	 */
	public static CallbackSpec to(String url) {
		return new CallbackSpec(url, "POST", Map.of(), null, null, null);
	}

	int size() {
		return this.url.length() + CanonicalHeaders.size(this.headers);
	}

	/**
	 * Name the URL only: headers may hold secrets.
	 */
	@Override
	public String toString() {
		return "CallbackSpec[" + this.url + "]";
	}

}
