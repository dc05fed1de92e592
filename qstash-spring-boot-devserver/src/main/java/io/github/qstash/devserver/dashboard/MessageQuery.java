package io.github.qstash.devserver.dashboard;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import io.github.qstash.devserver.engine.Event;
import io.github.qstash.devserver.engine.FlowControl;
import io.github.qstash.devserver.engine.MessageHistory;
import io.github.qstash.devserver.engine.MessageView;
import org.jspecify.annotations.Nullable;

/**
 * What is typed into the search field: words that must all be found in id, URL or label,
 * and {@code field:value}, where the value may have alternatives after commas and
 * {@code *} for anything. A minus in front of either says that it must not match.
 */
final class MessageQuery implements Predicate<MessageHistory> {

	static final int MAX_LENGTH = 1000;

	private static final Pattern TERM = Pattern.compile("(-?)(?:([a-z]+):)?(?:\"([^\"]*)\"|(\\S+))");

	private static final Map<String, Function<MessageHistory, Stream<String>>> FIELDS = Map.of(
	// @formatter:off
			"state", (history) -> Stream.of(MessageRow.stateOf(history).toString()),
			"id", (history) -> present(history.message().messageId(), history.message().sourceMessageId()),
			"url", (history) -> Stream.of(history.message().url()),
			"label", (history) -> history.message().spec().labels().stream(),
			"queue", (history) -> present(history.message().spec().queue()),
			"group", (history) -> present(history.message().topicName()),
			"key", (history) -> present(key(history.message().spec().flowControl())),
			"schedule", (history) -> present(history.message().scheduleId()),
			"method", (history) -> Stream.of(history.message().spec().method()),
			"status", MessageQuery::statuses);
	// @formatter:on

	private final List<Predicate<MessageHistory>> terms;

	private MessageQuery(List<Predicate<MessageHistory>> terms) {
		this.terms = terms;
	}

	/**
	 * Read a query. Everything means something: what is no field is a word.
	 * @param text the text
	 * @return the query
	 */
	static MessageQuery parse(String text) {
		List<Predicate<MessageHistory>> terms = new ArrayList<>();
		Matcher matcher = TERM.matcher(text.substring(0, Math.min(text.length(), MAX_LENGTH)));
		while (matcher.find()) {
			Predicate<MessageHistory> term = term(matcher.group(2),
					(matcher.group(3) != null) ? matcher.group(3) : matcher.group(4));
			terms.add(matcher.group(1).isEmpty() ? term : term.negate());
		}
		return new MessageQuery(terms);
	}

	@Override
	public boolean test(MessageHistory history) {
		return this.terms.stream().allMatch((term) -> term.test(history));
	}

	private static Predicate<MessageHistory> term(@Nullable String name, String value) {
		Function<MessageHistory, Stream<String>> field = (name != null) ? FIELDS.get(name) : null;
		if (field == null) {
			Predicate<String> rule = like((name != null) ? name + ":" + value : value, false);
			return (history) -> words(history).anyMatch(rule);
		}
		boolean whole = !"url".equals(name);
		List<Predicate<String>> rules = Arrays.stream(value.split(",")).map((each) -> like(each, whole)).toList();
		return (history) -> field.apply(history)
			.anyMatch((found) -> rules.stream().anyMatch((rule) -> rule.test(found)));
	}

	private static Stream<String> words(MessageHistory history) {
		MessageView message = history.message();
		return Stream.concat(Stream.of(message.messageId(), message.url()), message.spec().labels().stream());
	}

	// compares piece by piece: a pattern of many stars would take a regular expression
	// long
	private static Predicate<String> like(String text, boolean whole) {
		String pattern = text.toLowerCase(Locale.ROOT);
		List<String> pieces = List.of((whole ? pattern : "*" + pattern + "*").split("\\*+", -1));
		return (found) -> matches(pieces, found.toLowerCase(Locale.ROOT));
	}

	private static boolean matches(List<String> pieces, String text) {
		String last = pieces.get(pieces.size() - 1);
		if (pieces.size() == 1) {
			return text.equals(last);
		}
		if (!text.startsWith(pieces.get(0)) || !text.endsWith(last)) {
			return false;
		}
		int from = pieces.get(0).length();
		for (String piece : pieces.subList(1, pieces.size() - 1)) {
			int at = text.indexOf(piece, from);
			if (at < 0) {
				return false;
			}
			from = at + piece.length();
		}
		return from + last.length() <= text.length();
	}

	private static Stream<String> statuses(MessageHistory history) {
		return history.events().stream().flatMap((event) -> {
			if (event instanceof Event.AttemptFailed failed) {
				return Stream.of(String.valueOf(failed.outcome().status()));
			}
			return (event instanceof Event.Delivered delivered)
					? Stream.of(String.valueOf(delivered.response().status())) : Stream.empty();
		});
	}

	private static @Nullable String key(@Nullable FlowControl flowControl) {
		return (flowControl != null) ? flowControl.key() : null;
	}

	private static Stream<String> present(@Nullable String... values) {
		return Arrays.stream(values).filter(Objects::nonNull).map(Objects::requireNonNull);
	}

}
