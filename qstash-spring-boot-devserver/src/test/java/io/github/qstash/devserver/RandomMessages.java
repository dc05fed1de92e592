package io.github.qstash.devserver;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Stream;

import io.github.qstash.devserver.MeantMessage.Option;
import io.github.qstash.devserver.engine.Body;
import io.github.qstash.message.Callback;
import io.github.qstash.message.DeliveryMethod;
import io.github.qstash.message.FlowControl;
import io.github.qstash.message.QStashMessage;
import tools.jackson.databind.json.JsonMapper;

/**
 * Random messages from a seed.
 */
final class RandomMessages {

	private static final List<String> RETRY_DELAYS = List.of("1000", "pow(2, retried) * 1000", "1000 * (1 + retried)",
			"max( 5 , min(retried,7) )/2.5", "  exp(retried) ");

	private final RandomText random;

	RandomMessages(long seed) {
		this.random = new RandomText(new Random(seed));
	}

	MeantMessage next() {
		List<Option> options = new ArrayList<>();
		options.add(destination());
		options.add(this.random.oneOf(List.<Supplier<Option>>of(this::text, this::json, this::bytes)).get());
		Stream
			.<Supplier<Option>>of(this::contentType, this::method, this::start, this::retries, this::retryDelay,
					this::timeout, () -> callback("callback", QStashMessage.Builder::callback),
					() -> callback("failureCallback", QStashMessage.Builder::failureCallback), this::deduplicationId,
					this::contentBasedDeduplication, this::flowControl, this::labels)
			.filter((option) -> this.random.chance(3))
			.forEach((option) -> options.add(option.get()));
		List<String> names = List.of(this.random.headerName(), this.random.headerName());
		for (int i = this.random.number(0, 4); i > 0; i--) {
			options.add(header(this.random.oneOf(names)));
		}
		if (this.random.chance(3)) {
			options.add(redaction(names.get(0)));
		}
		return new MeantMessage(options);
	}

	private Option destination() {
		RandomUrl url = RandomUrl.next(this.random);
		return option("to", url.given(), (message) -> message.to(url.given()), Map.of("url", url.meant()));
	}

	private Option text() {
		String text = this.random.text();
		return body(text, text.getBytes(StandardCharsets.UTF_8), "text/plain;charset=UTF-8");
	}

	private Option json() {
		Map<String, Object> object = Map.of(this.random.text(), List.of(this.random.text(), 17));
		return body(object, JsonMapper.shared().writeValueAsBytes(object), "application/json");
	}

	private Option bytes() {
		byte[] bytes = this.random.bytes();
		return body(bytes, bytes, "application/octet-stream");
	}

	private static Option body(Object given, byte[] meant, String contentType) {
		Object body = MeantMessage.body(Body.of(meant));
		return option("body", body, (message) -> message.body(given),
				Map.of("body", body, "header.Content-Type", contentType));
	}

	private Option contentType() {
		String type = this.random.filledLine("");
		return option("contentType", type, (message) -> message.contentType(type),
				Map.of("header.Content-Type", withoutBlanksAround(type)));
	}

	private Option method() {
		DeliveryMethod method = this.random.oneOf(List.of(DeliveryMethod.values()));
		return option("method", method, (message) -> message.method(method), Map.of("method", method.name()));
	}

	private Option start() {
		Duration delay = upTo(Duration.ofDays(364));
		if (this.random.chance(2)) {
			return option("delay", delay, (message) -> message.delay(delay), Map.of("delay", wholeSeconds(delay)));
		}
		Instant instant = Instant.now().plus(delay);
		return option("notBefore", instant, (message) -> message.notBefore(instant),
				Map.of("notBefore", Instant.EPOCH.plus(wholeSeconds(Duration.between(Instant.EPOCH, instant)))));
	}

	private Option retries() {
		int retries = this.random.number(0, 999);
		return option("retries", retries, (message) -> message.retries(retries), Map.of("retries", retries));
	}

	private Option retryDelay() {
		String expression = this.random.oneOf(RETRY_DELAYS);
		return option("retryDelay", expression, (message) -> message.retryDelay(expression),
				Map.of("retryDelay", withoutBlanksAround(expression)));
	}

	private Option timeout() {
		Duration timeout = timeoutUpToTwelveHours();
		return option("timeout", timeout, (message) -> message.timeout(timeout),
				Map.of("timeout", wholeSeconds(timeout)));
	}

	private Option callback(String name, BiConsumer<QStashMessage.Builder, Callback> setter) {
		RandomUrl url = RandomUrl.next(this.random);
		Callback.Builder callback = Callback.to(url.given());
		Map<String, Object> meant = new TreeMap<>(Map.of(name + ".url", url.meant(), name + ".method", "POST"));
		if (this.random.chance(2)) {
			callback.method(DeliveryMethod.PUT);
			meant.put(name + ".method", "PUT");
		}
		if (this.random.chance(2)) {
			callback.retries(7);
			meant.put(name + ".retries", 7);
		}
		if (this.random.chance(2)) {
			callback.retryDelay("1 + 2");
			meant.put(name + ".retryDelay", "1 + 2");
		}
		if (this.random.chance(2)) {
			Duration timeout = timeoutUpToTwelveHours();
			callback.timeout(timeout);
			meant.put(name + ".timeout", wholeSeconds(timeout));
		}
		if (this.random.chance(2)) {
			String header = this.random.headerName();
			String value = this.random.line();
			callback.header(this.random.inSomeCase(header), value);
			meant.put(name + ".header." + header, withoutBlanksAround(value));
		}
		return option(name, meant, (message) -> setter.accept(message, callback.build()), meant);
	}

	private Option deduplicationId() {
		String id = this.random.filledLine(":");
		return option("deduplicationId", id, (message) -> message.deduplicationId(id),
				Map.of("deduplicationId", withoutBlanksAround(id)));
	}

	private Option contentBasedDeduplication() {
		return option("contentBasedDeduplication", true, (message) -> message.contentBasedDeduplication(true),
				Map.of("contentBasedDeduplication", true));
	}

	private Option flowControl() {
		String key = this.random.filledLine("");
		Map<String, Object> meant = new TreeMap<>(Map.of("flowControl.key", withoutBlanksAround(key)));
		int parallelism = this.random.number(1, 999_999_999);
		FlowControl flowControl = FlowControl.ofParallelism(key, parallelism);
		meant.put("flowControl.period", Duration.ofSeconds(1));
		if (this.random.chance(2)) {
			int rate = this.random.number(1, 999_999_999);
			Duration period = upTo(Duration.ofDays(7).minusSeconds(1)).plusSeconds(1);
			flowControl = FlowControl.ofRate(key, rate, period);
			meant.put("flowControl.rate", rate);
			meant.put("flowControl.period", wholeSeconds(period));
			if (this.random.chance(2)) {
				flowControl = flowControl.andParallelism(parallelism);
				meant.put("flowControl.parallelism", parallelism);
			}
		}
		else {
			meant.put("flowControl.parallelism", parallelism);
		}
		FlowControl given = flowControl;
		return option("flowControl", given, (message) -> message.flowControl(given), meant);
	}

	private Option labels() {
		List<String> labels = Stream.generate(() -> this.random.filledLine(","))
			.limit(this.random.number(1, 3))
			.toList();
		return option("label", labels, (message) -> message.label(labels.toArray(String[]::new)),
				Map.of("labels", labels.stream().map(RandomMessages::withoutBlanksAround).toList()));
	}

	private Option redaction(String header) {
		String given = this.random.inSomeCase(header);
		return this.random
			.oneOf(List.of(option("redact", "body", QStashMessage.Builder::redactBody, redacted(MeantMessage.BODY)),
					option("redact", "header", QStashMessage.Builder::redactHeaders, redacted(MeantMessage.HEADER)),
					option("redact", given, (message) -> message.redactHeaders(given, "X-None").redactBody(),
							redacted(MeantMessage.HEADER + header, MeantMessage.BODY))));
	}

	private static Map<String, ?> redacted(String... names) {
		return Map.of(MeantMessage.REDACTED, List.of(names));
	}

	private Option header(String name) {
		String given = this.random.inSomeCase(name);
		List<String> values = Stream.generate(this.random::line).limit(this.random.number(1, 3)).toList();
		String joined = String.join(", ", values.stream().map(RandomMessages::withoutBlanksAround).toList());
		return new Option("header", given + values, (message) -> message.header(given, values.toArray(String[]::new)),
				(meant) -> meant.merge("header." + name, joined, (first, second) -> first + ", " + second));
	}

	private Duration upTo(Duration longest) {
		return Duration.ofSeconds(this.random.number(0, (int) longest.toSeconds()))
			.minusNanos(this.random.chance(2) ? 1 : 0)
			.abs();
	}

	private Duration timeoutUpToTwelveHours() {
		return upTo(Duration.ofHours(12).minusSeconds(1)).plusNanos(1);
	}

	private static Duration wholeSeconds(Duration duration) {
		return Duration.ofSeconds((duration.getNano() > 0) ? duration.getSeconds() + 1 : duration.getSeconds());
	}

	private static String withoutBlanksAround(String text) {
		return text.replaceAll("\\A[ \\t]+|[ \\t]+\\z", "");
	}

	private static Option option(String name, Object value, Consumer<QStashMessage.Builder> given,
			Map<String, ?> meant) {
		return new Option(name, value, given, (values) -> values.putAll(meant));
	}

}
