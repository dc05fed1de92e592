package io.github.qstash.devserver.test;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/**
 * Assertions on deliveries, in the order of their starts.
 *
 * @since 1.0.0
 */
public final class DeliveriesAssert extends HistoryAssert<DeliveriesAssert, Delivery> {

	DeliveriesAssert(List<Delivery> actual, String what, Supplier<String> timeline) {
		super(actual, DeliveriesAssert.class, what, Delivery::message, timeline);
	}

	/**
	 * Verify that all deliver the same message.
	 * @return this assertion
	 */
	public DeliveriesAssert sameMessage() {
		List<String> ids = messages().map(Message::id).distinct().toList();
		check(ids.size() == 1, "the same message", ids);
		return this;
	}

	/**
	 * Verify that each delivers another message.
	 * @return this assertion
	 */
	public DeliveriesAssert differentMessages() {
		List<String> ids = messages().map(Message::id).toList();
		check(ids.stream().distinct().count() == ids.size(), "different messages", ids);
		return this;
	}

	/**
	 * Verify what QStash knows of the answers.
	 * @param statuses an HTTP status for each delivery, 0 for no answer
	 * @return this assertion
	 */
	public DeliveriesAssert answered(int... statuses) {
		List<Integer> expected = IntStream.of(statuses).boxed().toList();
		List<Integer> found = this.actual.stream().map(Delivery::status).toList();
		check(found.equals(expected), "answers " + expected, found);
		return this;
	}

	/**
	 * Verify that the last one is answered with a 2xx status.
	 * @return this assertion
	 */
	public DeliveriesAssert succeeded() {
		int last = this.actual.get(this.actual.size() - 1).status();
		check(last >= 200 && last <= 299, "a last answer of 200 to 299", last);
		return this;
	}

	/**
	 * Verify how much time lies between the deliveries.
	 * @param gaps the time between the first and the second one, and so on
	 * @return this assertion
	 */
	public DeliveriesAssert spacedBy(Duration... gaps) {
		List<Duration> found = new ArrayList<>();
		for (int i = 1; i < this.actual.size(); i++) {
			found.add(Duration.between(this.actual.get(i - 1).at(), this.actual.get(i).at()));
		}
		check(found.equals(List.of(gaps)), "gaps of " + List.of(gaps), found);
		return this;
	}

}
