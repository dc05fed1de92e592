package io.github.qstash.publish;

import java.util.ArrayList;
import java.util.List;

import io.github.qstash.annotation.PublishFailurePolicy;
import io.github.qstash.annotation.PublishMode;
import io.github.qstash.annotation.PublishPhase;
import io.github.qstash.annotation.QStashPublish;
import io.github.qstash.message.Destination;
import io.github.qstash.message.InvalidMessageException;
import io.github.qstash.message.QStashMessage;
import org.jspecify.annotations.Nullable;

/**
 * What one annotation says, resolved and parsed once.
 */
final class PublishDefinition {

	private final QStashPublish annotation;

	private final boolean retried;

	private final Expressions expressions;

	private final @Nullable Attribute<Destination> destination;

	private final @Nullable Attribute<Boolean> condition;

	private final @Nullable Template payload;

	// has every constant option already
	private final QStashMessage constants;

	private final List<MessageOption> evaluated;

	PublishDefinition(QStashPublish annotation, boolean retried, Expressions expressions,
			@Nullable Attribute<Destination> destination, @Nullable Attribute<Boolean> condition,
			@Nullable Template payload, QStashMessage constants, List<MessageOption> evaluated) {
		this.annotation = annotation;
		this.retried = retried;
		this.expressions = expressions;
		this.destination = destination;
		this.condition = condition;
		this.payload = payload;
		this.constants = constants;
		this.evaluated = evaluated;
	}

	PublishPhase phase() {
		return this.annotation.phase();
	}

	PublishFailurePolicy onFailure() {
		return this.annotation.onFailure();
	}

	boolean isRetried() {
		return this.retried;
	}

	PublishMode mode() {
		return this.annotation.mode();
	}

	boolean batch() {
		return this.annotation.batch();
	}

	/**
	 * Turn a value that the method returned into messages.
	 * @param call the call that returned it
	 * @param returned the value
	 * @return the messages to publish: none if the value is empty
	 */
	List<QStashMessage> messages(MethodCall call, Object returned) {
		Object value = ReturnedValue.unwrap(returned);
		List<?> elements = (value != null) ? ReturnedValue.elements(value) : List.of();
		if (value == null || (elements != null && elements.isEmpty())) {
			return List.of();
		}
		if (elements == null || !(this.annotation.split() || ReturnedValue.areMessages(elements))) {
			QStashMessage message = message(call, value);
			return (message != null) ? List.of(message) : List.of();
		}
		List<QStashMessage> messages = new ArrayList<>(elements.size());
		for (Object element : elements) {
			Object part = ReturnedValue.unwrap(element);
			QStashMessage message = (part != null) ? message(call, part) : null;
			if (message != null) {
				messages.add(message);
			}
		}
		return messages;
	}

	private @Nullable QStashMessage message(MethodCall call, Object value) {
		ReturnedValue.refuseUnpublishable(value);
		Evaluation evaluation = this.expressions.evaluation(call, value);
		if (this.condition != null && !Boolean.TRUE.equals(this.condition.value(evaluation))) {
			return null;
		}
		Object body = (this.payload != null) ? this.payload.value(evaluation) : value;
		if (body == null) {
			return null;
		}
		QStashMessage.Builder message = this.constants.toBuilder();
		this.evaluated.forEach((option) -> option.apply(message, evaluation));
		if (value instanceof QStashMessage returned) {
			return returned.withDefaults((this.payload != null) ? message.body(body) : message);
		}
		return message.to(destination(evaluation)).body(body).build();
	}

	private Destination destination(Evaluation evaluation) {
		Destination value = (this.destination != null) ? this.destination.value(evaluation) : null;
		if (value == null) {
			throw new InvalidMessageException("destination",
					"must not be empty, but "
							+ ((this.destination != null) ? "'" + this.destination.template().text() + "' gave nothing"
									: "the method returned something else than a QStashMessage, which has its own"));
		}
		return value;
	}

}
