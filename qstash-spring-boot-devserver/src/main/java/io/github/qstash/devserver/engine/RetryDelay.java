package io.github.qstash.devserver.engine;

import java.time.Duration;

/**
 * A retry-delay expression such as {@code pow(2, retried) * 1000}: milliseconds before
 * the next retry.
 *
 * @since 1.0.0
 * @see <a href="https://upstash.com/docs/qstash/features/retry">QStash: retry</a>
 */
public final class RetryDelay {

	private final String text;

	private RetryDelay(String text) {
		this.text = text;
	}

	/**
	 * Parse an expression of numbers, {@code retried}, {@code + - * /}, parentheses and
	 * the functions {@code pow}, {@code exp}, {@code sqrt}, {@code abs}, {@code floor},
	 * {@code ceil}, {@code round}, {@code min} and {@code max}.
	 * @param text the expression, at most 256 characters
	 * @return the parsed expression
	 * @throws RefusedException if it is not such an expression
	 */
	public static RetryDelay parse(String text) {
		return new RetryDelay(text);
	}

	/**
	 * Return the expression as it was given.
	 * @return the text
	 */
	public String text() {
		return this.text;
	}

	/**
	 * Compute the delay before the next retry.
	 * @param retried retries made so far
	 * @return the delay, from zero to one day
	 */
	public Duration after(int retried) {
		throw new UnsupportedOperationException();
	}

	@Override
	public String toString() {
		return this.text;
	}

}
