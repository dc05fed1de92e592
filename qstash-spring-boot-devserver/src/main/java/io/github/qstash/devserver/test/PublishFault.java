package io.github.qstash.devserver.test;

import java.util.Map;

import io.github.qstash.devserver.runtime.Fault;
import io.github.qstash.devserver.runtime.Faults;

/**
 * A fault of calls that publish: says which are hit, then what happens to them.
 *
 * @since 1.0.0
 * @see FaultPlan#onPublish()
 */
public final class PublishFault {

	private final Faults faults;

	private final Hits hits;

	PublishFault(Faults faults, Hits hits) {
		this.faults = faults;
		this.hits = hits;
	}

	/**
	 * Hit the next calls.
	 * @param times how many
	 * @return where to go on
	 */
	public PublishFault next(int times) {
		return new PublishFault(this.faults, this.hits.next(times));
	}

	/**
	 * Hit one call, counted from now on.
	 * @param hit its number, 1 for the next one
	 * @return where to go on
	 */
	public PublishFault nth(int hit) {
		return new PublishFault(this.faults, this.hits.nth(hit));
	}

	/**
	 * Do not fail the test if the fault hits nothing.
	 * @return where to go on
	 */
	public PublishFault optional() {
		return new PublishFault(this.faults, this.hits.asOptional());
	}

	/**
	 * Answer without accepting anything.
	 * @param status the HTTP status, such as 503
	 */
	public void answer(int status) {
		answer(status, Map.of());
	}

	/**
	 * Answer without accepting anything.
	 * @param status the HTTP status, such as 429
	 * @param headers response headers, such as {@code Retry-After} or
	 * {@code Burst-RateLimit-Reset}
	 */
	public void answer(int status, Map<String, String> headers) {
		this.faults.planPublish(
				this.hits.of(null, Answers.of(status, headers, "{\"error\":\"planned by the test: " + status + "\"}")));
	}

	/**
	 * Accept the call, and drop the connection instead of answering: the publisher must
	 * try again, and the message must not be there twice.
	 */
	public void loseAnswer() {
		this.faults.planPublish(this.hits.of(null, Fault.Mishap.ANSWER_LOST));
	}

}
