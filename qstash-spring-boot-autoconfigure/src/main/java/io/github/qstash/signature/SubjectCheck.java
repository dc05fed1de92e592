package io.github.qstash.signature;

import org.jspecify.annotations.Nullable;

/**
 * Decides whether a delivery was made for the URL at which it arrived. Without this
 * check, a genuine delivery can be replayed to every other endpoint that trusts the same
 * keys.
 *
 * @since 1.0.0
 */
@FunctionalInterface
public interface SubjectCheck {

	/**
	 * Decide about a subject.
	 * @param subject the {@code sub} claim, the URL that QStash called, or {@code null}
	 * if there is none
	 * @return whether the delivery is for this endpoint
	 */
	boolean accepts(@Nullable String subject);

	/**
	 * Accept one URL, compared character by character.
	 * @param url the URL
	 * @return the check
	 */
	static SubjectCheck exactly(String url) {
		return url::equals;
	}

	/**
	 * Accept every subject, and none.
	 * @return the check
	 */
	static SubjectCheck none() {
		return (subject) -> true;
	}

}
