package io.github.qstash.devserver.runtime;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

import io.github.qstash.devserver.engine.AttemptRequest;
import io.github.qstash.devserver.engine.Event;
import org.jspecify.annotations.Nullable;

/**
 * The faults that are planned, and those that happened. Of several for the same delivery
 * or call, the one that was planned first and is not used up happens. Thread-safe.
 *
 * @since 1.0.0
 */
public final class Faults implements EngineListener {

	private final List<Plan> deliveries = new ArrayList<>();

	private final List<Plan> publishes = new ArrayList<>();

	private final Map<Hit, Fault> hits = new HashMap<>();

	/**
	 * Plan a fault of deliveries.
	 * @param fault the fault
	 */
	public synchronized void planDelivery(PlannedFault fault) {
		this.deliveries.add(new Plan("delivery", fault));
	}

	/**
	 * Plan a fault of calls that publish, alone, through a queue or in a batch.
	 * @param fault the fault, an {@link Fault.Answer} or {@link Fault.Mishap#ANSWER_LOST}
	 */
	public synchronized void planPublish(PlannedFault fault) {
		if (!(fault.fault() instanceof Fault.Answer) && fault.fault() != Fault.Mishap.ANSWER_LOST) {
			throw new IllegalArgumentException("A publish can be answered or its answer be lost, but not be '"
					+ fault.fault() + "', which happens to deliveries");
		}
		this.publishes.add(new Plan("publish", fault));
	}

	/**
	 * Take the fault of a delivery that starts.
	 * @param request what is delivered
	 * @return the fault, or {@code null} if nothing goes wrong
	 */
	public synchronized @Nullable Fault next(AttemptRequest request) {
		Fault fault = next(this.deliveries, (planned) -> planned.meant(request.url()));
		if (fault != null) {
			this.hits.put(new Hit(request.messageId(), request.attempt()), fault);
		}
		return fault;
	}

	/**
	 * Take the fault of a call that publishes.
	 * @return the fault, or {@code null} if nothing goes wrong
	 */
	public synchronized @Nullable Fault nextPublish() {
		return next(this.publishes, (planned) -> true);
	}

	/**
	 * Return what happened to a delivery.
	 * @param messageId id of the message
	 * @param attempt number of the attempt
	 * @return the fault, or {@code null} if nothing went wrong on demand
	 */
	public synchronized @Nullable Fault of(String messageId, int attempt) {
		return this.hits.get(new Hit(messageId, attempt));
	}

	/**
	 * Return the faults that did not hit as often as planned, and were to.
	 * @return a description of each
	 */
	public synchronized List<String> missed() {
		List<Plan> missed = new ArrayList<>(this.deliveries);
		missed.addAll(this.publishes);
		return missed.stream().filter(Plan::isMissed).map(Plan::toString).toList();
	}

	@Override
	public void happened(Account account, Event event) {
		// faults happen to attempts, which are asked for
	}

	@Override
	public synchronized void reset() {
		this.deliveries.clear();
		this.publishes.clear();
		this.hits.clear();
	}

	private static @Nullable Fault next(List<Plan> plans, Predicate<PlannedFault> meant) {
		Fault fault = null;
		for (Plan plan : plans) {
			// every plan counts, also when another one is served
			if (meant.test(plan.fault) && plan.isNow(fault != null)) {
				fault = plan.fault.fault();
			}
		}
		return fault;
	}

	private record Hit(String messageId, int attempt) {

	}

	/** A planned fault, and how far it has got. */
	private static final class Plan {

		private final String what;

		private final PlannedFault fault;

		private int passed;

		private int hits;

		Plan(String what, PlannedFault fault) {
			this.what = what;
			this.fault = fault;
		}

		boolean isNow(boolean served) {
			if (this.passed < this.fault.skipped()) {
				this.passed++;
				return false;
			}
			if (served || this.hits == this.fault.times()) {
				return false;
			}
			this.hits++;
			return true;
		}

		boolean isMissed() {
			return !this.fault.optional() && this.hits < this.fault.times();
		}

		@Override
		public String toString() {
			String target = (this.fault.target() != null) ? " to " + this.fault.target() : "";
			return "'" + this.fault.fault() + "' of a " + this.what + target + ": hit " + this.hits + " of "
					+ this.fault.times() + ", " + this.passed + " of " + this.fault.skipped() + " passed before";
		}

	}

}
