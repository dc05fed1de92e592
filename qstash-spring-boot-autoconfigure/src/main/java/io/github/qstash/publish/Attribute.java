package io.github.qstash.publish;

import io.github.qstash.message.InvalidMessageException;
import org.jspecify.annotations.Nullable;

import org.springframework.util.StringUtils;

/**
 * An attribute of the annotation that is set: its value is converted once if it is
 * constant, and otherwise for each message.
 *
 * @param <T> type of the value
 */
final class Attribute<T> {

	private final Template template;

	private final AttributeType<T> type;

	private final @Nullable T constant;

	/**
	 * Create an attribute.
	 * @param template its text
	 * @param type its type
	 * @throws Misuse if the text is constant and not of the type
	 */
	Attribute(Template template, AttributeType<T> type) {
		this.template = template;
		this.type = type;
		this.constant = template.isConstant() ? constant() : null;
	}

	boolean isConstant() {
		return this.template.isConstant();
	}

	Template template() {
		return this.template;
	}

	/**
	 * Return the value for a message.
	 * @param evaluation what expressions refer to
	 * @return the value, or {@code null} to leave the option unset
	 * @throws InvalidMessageException if an expression gives something else than the type
	 */
	@Nullable T value(Evaluation evaluation) {
		if (this.constant != null) {
			return this.constant;
		}
		Object value = this.template.completeValue(evaluation);
		if (value == null || (value instanceof CharSequence text && !StringUtils.hasText(text))) {
			return null;
		}
		T converted = this.type.conversion().apply(value);
		if (converted == null) {
			// the value may be part of the payload and is not shown
			throw new InvalidMessageException(this.template.attribute(), this.type.expected() + " but '"
					+ this.template.text() + "' gave another " + value.getClass().getName());
		}
		return converted;
	}

	private T constant() {
		String text = this.template.text().trim();
		T value = this.type.conversion().apply(text);
		if (value == null) {
			String attribute = this.template.attribute();
			throw new Misuse(attribute, this.type.expected() + " but was '" + text + "'",
					"Set '" + attribute + "' to " + this.type.example() + ".");
		}
		return value;
	}

}
