package io.github.qstash.publish;

import org.jspecify.annotations.Nullable;

import org.springframework.expression.Expression;
import org.springframework.expression.common.LiteralExpression;

/**
 * A text of the annotation: constant, or with expressions that are evaluated for each
 * message.
 */
final class Template {

	private final String attribute;

	private final String text;

	private final @Nullable Expression expression;

	Template(String attribute, String text, Expression expression) {
		this.attribute = attribute;
		this.text = text;
		this.expression = (expression instanceof LiteralExpression) ? null : expression;
	}

	String attribute() {
		return this.attribute;
	}

	String text() {
		return this.text;
	}

	boolean isConstant() {
		return this.expression == null;
	}

	/**
	 * Evaluate the text: one that is only an expression gives its value, any other a
	 * string.
	 * @param evaluation what the expressions refer to
	 * @return the value
	 * @throws IllegalStateException if an expression fails
	 */
	@Nullable Object value(Evaluation evaluation) {
		if (this.expression == null) {
			return this.text;
		}
		try {
			return this.expression.getValue(evaluation.context());
		}
		catch (RuntimeException ex) {
			throw new IllegalStateException(
					"'" + this.attribute + "' of @QStashPublish could not be evaluated: '" + this.text + "'", ex);
		}
	}

}
