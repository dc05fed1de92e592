package io.github.qstash.devserver.runtime;

import org.jspecify.annotations.Nullable;

/**
 * A fault and whom it hits.
 *
 * @param target path or URL of the deliveries that are hit, {@code null} for all
 * @param skipped how many of them pass before
 * @param times how many of them are hit then
 * @param optional whether it may well hit nothing
 * @param fault what happens to them
 * @since 1.0.0
 * @see TargetUrl
 */
public record PlannedFault(@Nullable String target, int skipped, int times, boolean optional, Fault fault) {

	/**
	 * Create a planned fault.
	 * @param target path or URL, {@code null} for all
	 * @param skipped 0 or more
	 * @param times 1 or more
	 * @param optional whether it may hit nothing
	 * @param fault what happens
	 */
	public PlannedFault {
		if (target != null) {
			TargetUrl.check(target);
		}
		if (skipped < 0 || times < 1) {
			throw new IllegalArgumentException(
					"A fault must hit from the first time on, and at least once, but was to skip " + skipped
							+ " and to hit " + times);
		}
	}

	boolean meant(String url) {
		return this.target == null || TargetUrl.matches(this.target, url);
	}

}
