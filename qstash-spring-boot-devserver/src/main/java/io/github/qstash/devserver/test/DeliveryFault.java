package io.github.qstash.devserver.test;

import java.util.Map;

import io.github.qstash.devserver.runtime.Fault;
import io.github.qstash.devserver.runtime.Faults;
import org.jspecify.annotations.Nullable;

/**
 * A fault of deliveries: says which are hit, then what happens to them.
 *
 * @since 1.0.0
 * @see FaultPlan#to(String)
 */
public final class DeliveryFault {

	private final Faults faults;

	private final @Nullable String target;

	private final Hits hits;

	DeliveryFault(Faults faults, @Nullable String target, Hits hits) {
		this.faults = faults;
		this.target = target;
		this.hits = hits;
	}

	/**
	 * Hit the next deliveries.
	 * @param times how many
	 * @return where to go on
	 */
	public DeliveryFault next(int times) {
		return new DeliveryFault(this.faults, this.target, this.hits.next(times));
	}

	/**
	 * Hit one delivery, counted from now on.
	 * @param hit its number, 1 for the next one
	 * @return where to go on
	 */
	public DeliveryFault nth(int hit) {
		return new DeliveryFault(this.faults, this.target, this.hits.nth(hit));
	}

	/**
	 * Do not fail the test if the fault hits nothing.
	 * @return where to go on
	 */
	public DeliveryFault optional() {
		return new DeliveryFault(this.faults, this.target, this.hits.asOptional());
	}

	/**
	 * Answer for the destination, which gets nothing.
	 * @param status the HTTP status
	 */
	public void answer(int status) {
		answer(status, Map.of());
	}

	/**
	 * Answer for the destination, which gets nothing.
	 * @param status the HTTP status
	 * @param headers response headers, such as {@code Retry-After}
	 */
	public void answer(int status, Map<String, String> headers) {
		answer(status, headers, "");
	}

	/**
	 * Answer for the destination, which gets nothing.
	 * @param status the HTTP status
	 * @param headers response headers
	 * @param body response body
	 */
	public void answer(int status, Map<String, String> headers, String body) {
		plan(Answers.of(status, headers, body));
	}

	/**
	 * Refuse the connection: the destination gets nothing.
	 */
	public void refuse() {
		plan(Fault.Mishap.REFUSED);
	}

	/**
	 * Drop the connection before the handler: the destination gets nothing.
	 */
	public void drop() {
		plan(Fault.Mishap.DROPPED);
	}

	/**
	 * Deliver, and lose the answer: the handler runs, but QStash does not hear of it and
	 * tries again.
	 */
	public void loseAnswer() {
		plan(Fault.Mishap.ANSWER_LOST);
	}

	/**
	 * Time out, at once and without waiting: the destination gets nothing. Use
	 * {@link #loseAnswer()} for a handler that runs but is too slow.
	 */
	public void timeOut() {
		plan(Fault.Mishap.TIMED_OUT);
	}

	/**
	 * Deliver the beginning of the body only, with the signature of the whole: a genuine
	 * receiver refuses it.
	 * @param bytes how many bytes arrive
	 */
	public void truncateBody(int bytes) {
		plan(new Fault.TruncatedBody(bytes));
	}

	/**
	 * Deliver two times, one after the other: QStash promises at least once. The first
	 * answer counts.
	 */
	public void deliverTwice() {
		plan(Fault.Mishap.DELIVERED_TWICE);
	}

	/**
	 * Deliver with a signature that expired long ago.
	 */
	public void staleSignature() {
		plan(Fault.Mishap.STALE_SIGNATURE);
	}

	/**
	 * Deliver with a signature of a key that the application does not know.
	 */
	public void wrongSignature() {
		plan(Fault.Mishap.WRONG_SIGNATURE);
	}

	private void plan(Fault fault) {
		this.faults.planDelivery(this.hits.of(this.target, fault));
	}

}
