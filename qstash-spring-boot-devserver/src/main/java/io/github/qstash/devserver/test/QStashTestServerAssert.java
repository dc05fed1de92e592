package io.github.qstash.devserver.test;

import java.util.List;
import java.util.function.Function;

import io.github.qstash.devserver.runtime.TargetUrl;
import org.assertj.core.api.AbstractAssert;
import org.assertj.core.api.ListAssert;

/**
 * Assertions on what a {@link QStashTestServer} did since its last reset. A target is a
 * path such as {@code /shipments}, at whatever host, or a URL; without a query it stands
 * for any query. A failure shows what happened instead.
 *
 * @since 1.0.0
 */
public final class QStashTestServerAssert extends AbstractAssert<QStashTestServerAssert, QStashTestServer> {

	QStashTestServerAssert(QStashTestServer actual) {
		super(actual, QStashTestServerAssert.class);
	}

	/**
	 * Verify that messages to a destination were accepted.
	 * @param target path or URL
	 * @return an assertion on these messages
	 */
	public MessagesAssert published(String target) {
		return new MessagesAssert(some("messages", this.actual.messages(), Message::url, target),
				"messages to " + target, this::timeline);
	}

	/**
	 * Verify that no message to a destination was accepted.
	 * @param target path or URL
	 * @return this assertion
	 */
	public QStashTestServerAssert publishedNothing(String target) {
		return none("messages", this.actual.messages(), Message::url, target);
	}

	/**
	 * Verify that deliveries to a destination were made, with or without success.
	 * @param target path or URL
	 * @return an assertion on these deliveries
	 */
	public DeliveriesAssert delivered(String target) {
		return new DeliveriesAssert(
				some("deliveries", this.actual.deliveries(), (delivery) -> delivery.message().url(), target),
				"deliveries to " + target, this::timeline);
	}

	/**
	 * Verify that no delivery to a destination was made.
	 * @param target path or URL
	 * @return this assertion
	 */
	public QStashTestServerAssert deliveredNothing(String target) {
		return none("deliveries", this.actual.deliveries(), (delivery) -> delivery.message().url(), target);
	}

	/**
	 * Verify that messages to a destination are in the dead letter queue.
	 * @param target path or URL
	 * @return an assertion on these dead letters
	 */
	public ListAssert<DeadLetter> deadLettered(String target) {
		return new ListAssert<>(
				some("dead letters", this.actual.deadLetters(), (letter) -> letter.message().url(), target))
			.as("dead letters to %s", target);
	}

	/**
	 * Verify that the dead letter queue is empty.
	 * @return this assertion
	 */
	public QStashTestServerAssert hasNoDeadLetters() {
		List<DeadLetter> found = this.actual.deadLetters();
		return check(found.isEmpty(), "no dead letters", found);
	}

	/**
	 * Verify that there are schedules for a destination.
	 * @param target path or URL
	 * @return an assertion on these schedules
	 */
	public ListAssert<Schedule> scheduled(String target) {
		return new ListAssert<>(some("schedules", this.actual.schedules(), Schedule::destination, target))
			.as("schedules for %s", target);
	}

	/**
	 * Verify that there are no schedules.
	 * @return this assertion
	 */
	public QStashTestServerAssert hasNoSchedules() {
		List<Schedule> found = this.actual.schedules();
		return check(found.isEmpty(), "no schedules", found);
	}

	/**
	 * Verify that every message was delivered, failed for good or was cancelled.
	 * @return this assertion
	 */
	public QStashTestServerAssert hasNothingPending() {
		List<Message> found = this.actual.messages().stream().filter((message) -> !message.state().end()).toList();
		return check(found.isEmpty(), "no message in progress", found);
	}

	private <T> List<T> some(String what, List<T> all, Function<T, String> url, String target) {
		List<T> found = to(target, all, url);
		if (found.isEmpty()) {
			failWithMessage("%s",
					"Expected " + what + " to " + target + "\nbut there are none"
							+ this.actual.newTimeline()
								.nearest(target)
								.map((nearest) -> ". The nearest destination is " + nearest)
								.orElse("")
							+ "\n" + timeline());
		}
		return found;
	}

	private <T> QStashTestServerAssert none(String what, List<T> all, Function<T, String> url, String target) {
		List<T> found = to(target, all, url);
		return check(found.isEmpty(), "no " + what + " to " + target, found);
	}

	private static <T> List<T> to(String target, List<T> all, Function<T, String> url) {
		TargetUrl.check(target);
		return all.stream().filter((candidate) -> TargetUrl.matches(target, url.apply(candidate))).toList();
	}

	private QStashTestServerAssert check(boolean holds, String expected, List<?> found) {
		if (!holds) {
			failWithMessage("%s", "Expected " + expected + "\nbut found: " + found + "\n" + timeline());
		}
		return this;
	}

	private String timeline() {
		return this.actual.newTimeline().toString();
	}

}
