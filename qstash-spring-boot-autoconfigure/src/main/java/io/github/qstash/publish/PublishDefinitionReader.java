package io.github.qstash.publish;

import java.lang.reflect.Method;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;

import io.github.qstash.annotation.QStashPublish;
import io.github.qstash.message.Destination;
import io.github.qstash.message.InvalidMessageException;
import io.github.qstash.message.QStashMessage;
import org.jspecify.annotations.Nullable;

import org.springframework.util.StringUtils;

/**
 * Reads the attributes of one annotation: resolves placeholders, parses expressions, and
 * refuses what QStash would refuse with each message.
 */
final class PublishDefinitionReader {

	private static final String ANYWHERE = "anywhere";

	private final Expressions expressions;

	private final QStashPublish annotation;

	private final Method method;

	private final boolean retried;

	private final Consumer<Misuse> misuses;

	private final QStashMessage.Builder constants = QStashMessage.to(ANYWHERE);

	private final List<MessageOption> evaluated = new ArrayList<>();

	private boolean wrong;

	PublishDefinitionReader(Expressions expressions, QStashPublish annotation, DeclaredMethod declared,
			Consumer<Misuse> misuses) {
		this.expressions = expressions;
		this.annotation = annotation;
		this.method = declared.method();
		this.retried = RetriedMethods.isRetried(declared.method(), declared.type());
		this.misuses = misuses;
	}

	/**
	 * Read the attributes.
	 * @param destinationRequired whether values have no destination of their own
	 * @return what the annotation says, or {@code null} if something was wrong
	 */
	@Nullable PublishDefinition read(boolean destinationRequired) {
		Attribute<Destination> destination = destination(destinationRequired);
		Attribute<Boolean> condition = expression("condition", this.annotation.condition(),
				(template) -> new Attribute<>(template, AttributeType.BOOLEAN));
		Template payload = expression("payload", this.annotation.payload(), Function.identity());
		readOptions();
		readHeaders();
		readFlowControl();
		QStashMessage message = this.wrong ? null : refusing("delay", this.constants::build);
		if (message == null) {
			return null;
		}
		refuseContradictions(destination, message);
		return this.wrong ? null : new PublishDefinition(this.annotation, this.retried, this.expressions, destination,
				condition, payload, message, List.copyOf(this.evaluated));
	}

	private void readOptions() {
		QStashPublish declared = this.annotation;
		option("queue", declared.queue(), AttributeType.TEXT, QStashMessage.Builder::queue);
		option("method", declared.method(), AttributeType.METHOD, QStashMessage.Builder::method);
		option("delay", declared.delay(), AttributeType.DURATION, QStashMessage.Builder::delay);
		option("notBefore", declared.notBefore(), AttributeType.INSTANT, QStashMessage.Builder::notBefore);
		if (StringUtils.hasText(declared.delay()) && StringUtils.hasText(declared.notBefore())) {
			refuse(new Misuse("delay", "must not be set together with 'notBefore'", "Set only one of them."));
		}
		option("retries", declared.retries(), AttributeType.NUMBER, QStashMessage.Builder::retries);
		option("retryDelay", declared.retryDelay(), AttributeType.TEXT, QStashMessage.Builder::retryDelay);
		option("timeout", declared.timeout(), AttributeType.DURATION, QStashMessage.Builder::timeout);
		option("callback", declared.callback(), AttributeType.TEXT, QStashMessage.Builder::callback);
		option("failureCallback", declared.failureCallback(), AttributeType.TEXT,
				QStashMessage.Builder::failureCallback);
		option("contentType", declared.contentType(), AttributeType.TEXT, QStashMessage.Builder::contentType);
		option("deduplicationId", declared.deduplicationId(), AttributeType.TEXT,
				QStashMessage.Builder::deduplicationId);
		option("contentBasedDeduplication", declared.contentBasedDeduplication(), AttributeType.BOOLEAN,
				QStashMessage.Builder::contentBasedDeduplication);
		for (String label : declared.labels()) {
			option("labels", label, AttributeType.TEXT, QStashMessage.Builder::label);
		}
		option("redactBody", declared.redactBody(), AttributeType.BOOLEAN, (message, redact) -> {
			if (redact) {
				message.redactBody();
			}
		});
		for (String name : declared.redactHeaders()) {
			option("redactHeaders", name, AttributeType.TEXT, (message, header) -> message
				.redactHeaders("*".equals(header) ? new String[0] : new String[] { header }));
		}
	}

	private void readHeaders() {
		for (String declared : this.annotation.headers()) {
			String header = attempt(() -> this.expressions.resolve("headers", declared));
			if (header == null) {
				continue;
			}
			int colon = header.indexOf(':');
			int expression = header.indexOf("#{");
			if (colon < 1 || (expression >= 0 && expression < colon)) {
				refuse(new Misuse("headers", "must be a name, a colon and a value but was '" + declared + "'",
						"Write a header as 'Name: value'. Only the value may have expressions."));
				continue;
			}
			String name = header.substring(0, colon).trim();
			Attribute<String> value = attempt(() -> new Attribute<>(
					this.expressions.parse("headers", header.substring(colon + 1).trim(), this.method),
					AttributeType.TEXT));
			if (value != null) {
				add("headers", value.isConstant(),
						MessageOption.of(value, (message, text) -> message.header(name, text)));
			}
		}
	}

	private void readFlowControl() {
		QStashPublish declared = this.annotation;
		Attribute<String> key = attribute("flowControlKey", declared.flowControlKey(), AttributeType.TEXT);
		Attribute<Integer> parallelism = attribute("flowControlParallelism", declared.flowControlParallelism(),
				AttributeType.NUMBER);
		Attribute<Integer> rate = attribute("flowControlRate", declared.flowControlRate(), AttributeType.NUMBER);
		Attribute<Duration> period = attribute("flowControlPeriod", declared.flowControlPeriod(),
				AttributeType.DURATION);
		if (period != null && rate == null) {
			refuse(new Misuse("flowControlPeriod", "must not be set without 'flowControlRate'",
					"Set 'flowControlRate' too."));
		}
		if ((key != null) != (parallelism != null || rate != null)) {
			refuse(new Misuse("flowControlKey", (key != null) ? "must not be set without a limit" : "must not be empty",
					"Set 'flowControlKey', and 'flowControlParallelism', 'flowControlRate' or both."));
		}
		else if (key != null) {
			FlowControlOption option = new FlowControlOption(key, parallelism, rate, period);
			add("flowControlKey", option.isConstant(), option);
		}
	}

	private @Nullable Attribute<Destination> destination(boolean required) {
		AttributeType<Destination> type = new AttributeType<>("must be a destination",
				"an absolute URL, a path of this application that starts with '/', or the name of a URL group",
				(value) -> (value instanceof Destination known) ? known : Destination.of(value.toString().trim()));
		Attribute<Destination> destination = refusing("destination",
				() -> attribute("destination", this.annotation.destination(), type));
		if (destination == null && required && !this.wrong) {
			refuse(new Misuse("destination", "must not be empty", "Set 'destination' to " + type.example() + "."));
		}
		return destination;
	}

	private <T> @Nullable T expression(String name, String declared, Function<Template, T> type) {
		if (declared.isEmpty()) {
			return null;
		}
		return attempt(() -> {
			Template template = this.expressions.parse(name, this.expressions.resolve(name, declared), this.method);
			if (template.isConstant() && (template.text().startsWith("#") || template.text().startsWith("@"))) {
				throw new Misuse(name, "is no expression but the text '" + template.text() + "'",
						"Write expressions as #{...}.");
			}
			return type.apply(template);
		});
	}

	private <T> void option(String name, String declared, AttributeType<T> type,
			BiConsumer<QStashMessage.Builder, T> setter) {
		Attribute<T> attribute = attribute(name, declared, type);
		if (attribute != null) {
			add(name, attribute.isConstant(), MessageOption.of(attribute, setter));
		}
	}

	private <T> @Nullable Attribute<T> attribute(String name, String declared, AttributeType<T> type) {
		return attempt(() -> {
			String text = this.expressions.resolve(name, declared);
			return StringUtils.hasText(text)
					? new Attribute<>(this.expressions.parse(name, text.trim(), this.method), type) : null;
		});
	}

	private void add(String name, boolean constant, MessageOption option) {
		if (!constant) {
			this.evaluated.add(option);
			return;
		}
		refusing(name, () -> {
			option.apply(this.constants, Evaluation.NONE);
			return true;
		});
	}

	private void refuseContradictions(@Nullable Attribute<Destination> destination, QStashMessage message) {
		Destination constant = (destination != null && destination.isConstant()) ? destination.value(Evaluation.NONE)
				: null;
		if (constant != null && this.annotation.callback().indexOf("#{") < 0) {
			refusing("destination", () -> message.toBuilder().to(constant).build());
		}
	}

	private <T> @Nullable T refusing(String attribute, Supplier<@Nullable T> described) {
		try {
			return described.get();
		}
		catch (InvalidMessageException ex) {
			String problem = String.valueOf(ex.getMessage());
			refuse(new Misuse(
					problem.startsWith("'" + attribute + "'") ? problem
							: "'" + attribute + "' is not valid: " + problem,
					"Correct the attribute, or the property of its placeholder."));
			return null;
		}
	}

	private <T> @Nullable T attempt(Supplier<@Nullable T> reading) {
		try {
			return reading.get();
		}
		catch (Misuse ex) {
			refuse(ex);
			return null;
		}
	}

	private void refuse(Misuse misuse) {
		this.wrong = true;
		this.misuses.accept(misuse);
	}

}
