package io.github.qstash.devserver.test;

import java.util.List;

import io.github.qstash.devserver.runtime.Faults;

/**
 * What is to go wrong, and when. Of several faults for the same delivery or call, the one
 * that was planned first happens; a fault is used up when it has hit as often as planned.
 *
 * <pre class="code">
 * server.faults().to("/shipments").next(1).loseAnswer();
 * server.faults().onPublish().next(1).answer(503);
 * </pre>
 *
 * @since 1.0.0
 */
public final class FaultPlan {

	private final Faults faults;

	FaultPlan(Faults faults) {
		this.faults = faults;
	}

	/**
	 * Plan a fault of deliveries to one destination.
	 * @param target a path such as {@code /shipments}, at whatever host, or a URL;
	 * without a query it stands for any query
	 * @return where to go on: the next delivery is hit unless it is told otherwise
	 */
	public DeliveryFault to(String target) {
		return new DeliveryFault(this.faults, target, Hits.NEXT);
	}

	/**
	 * Plan a fault of any deliveries.
	 * @return where to go on: the next delivery is hit unless it is told otherwise
	 */
	public DeliveryFault onDelivery() {
		return new DeliveryFault(this.faults, null, Hits.NEXT);
	}

	/**
	 * Plan a fault of calls that publish: directly, through a queue or in a batch.
	 * @return where to go on: the next call is hit unless it is told otherwise
	 */
	public PublishFault onPublish() {
		return new PublishFault(this.faults, Hits.NEXT);
	}

	/**
	 * Return the faults that did not hit as often as planned.
	 * @return a description of each, without those that were planned as optional
	 */
	public List<String> missed() {
		return this.faults.missed();
	}

	/**
	 * Fail if a fault did not hit as often as planned: the test that planned it tests
	 * something else than it says.
	 */
	public void assertAllHit() {
		List<String> missed = missed();
		if (!missed.isEmpty()) {
			throw new AssertionError("Faults were planned but did not hit: " + String.join("; ", missed)
					+ ". Say optional() if that is what you mean");
		}
	}

}
