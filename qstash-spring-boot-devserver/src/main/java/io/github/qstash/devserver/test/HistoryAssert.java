package io.github.qstash.devserver.test;

import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;

import org.assertj.core.api.AbstractAssert;
import org.jspecify.annotations.Nullable;

/**
 * Assertions on a part of what happened. A failure shows the rest of it, too.
 *
 * @param <SELF> type of the assertion
 * @param <T> type of what is asserted
 * @since 1.0.0
 */
public abstract class HistoryAssert<SELF extends HistoryAssert<SELF, T>, T> extends AbstractAssert<SELF, List<T>> {

	private final String what;

	private final Function<T, Message> message;

	private final Supplier<String> timeline;

	HistoryAssert(List<T> actual, Class<SELF> type, String what, Function<T, Message> message,
			Supplier<String> timeline) {
		super(actual, type);
		this.what = what;
		this.message = message;
		this.timeline = timeline;
	}

	/**
	 * Verify how many there are.
	 * @param number the number
	 * @return this assertion
	 */
	public SELF times(int number) {
		check(this.actual.size() == number, number + " of them", this.actual.size());
		return this.myself;
	}

	/**
	 * Verify that all have this body.
	 * @param body the text
	 * @return this assertion
	 */
	public SELF withBody(String body) {
		return all("the body <" + body + ">", Message::body, body);
	}

	/**
	 * Verify that all have this header, as the destination receives it.
	 * @param name name of the header, in any case
	 * @param value the value
	 * @return this assertion
	 */
	public SELF withHeader(String name, String value) {
		return all("the header " + name + ": " + value, (candidate) -> candidate.header(name), value);
	}

	/**
	 * Verify that all go through a queue.
	 * @param queue name of the queue
	 * @return this assertion
	 */
	public SELF throughQueue(String queue) {
		return all("the queue " + queue, Message::queue, queue);
	}

	SELF all(String expected, Function<Message, ? extends @Nullable Object> property, Object value) {
		List<? extends @Nullable Object> values = messages().map(property).toList();
		check(values.stream().allMatch((candidate) -> Objects.equals(candidate, value)), expected, values);
		return this.myself;
	}

	Stream<Message> messages() {
		return this.actual.stream().map(this.message);
	}

	void check(boolean holds, String expected, Object found) {
		if (!holds) {
			failWithMessage("%s", "Expected of the " + this.what + ": " + expected + "\nbut found: " + found + "\n"
					+ this.timeline.get());
		}
	}

}
