package io.github.qstash.publish;

import java.util.function.Function;

import org.jspecify.annotations.Nullable;

import org.springframework.expression.EvaluationContext;
import org.springframework.expression.Expression;
import org.springframework.expression.common.CompositeStringExpression;
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
		return evaluate((expression) -> expression.getValue(evaluation.context()));
	}

	/**
	 * Evaluate the text, but not if something is missing in it: {@code order-} is no name
	 * of any order.
	 * @param evaluation what the expressions refer to
	 * @return the value, or {@code null} if one of the expressions gives {@code null}
	 * @throws IllegalStateException if an expression fails
	 */
	@Nullable Object completeValue(Evaluation evaluation) {
		return evaluate((expression) -> (expression instanceof CompositeStringExpression composite)
				? join(composite, evaluation.context()) : expression.getValue(evaluation.context()));
	}

	private static @Nullable String join(CompositeStringExpression composite, EvaluationContext context) {
		StringBuilder joined = new StringBuilder();
		for (Expression part : composite.getExpressions()) {
			String value = part.getValue(context, String.class);
			if (value == null) {
				return null;
			}
			joined.append(value);
		}
		return joined.toString();
	}

	private @Nullable Object evaluate(Function<Expression, @Nullable Object> evaluation) {
		if (this.expression == null) {
			return this.text;
		}
		try {
			return evaluation.apply(this.expression);
		}
		catch (RuntimeException ex) {
			throw new IllegalStateException(
					"'" + this.attribute + "' of @QStashPublish could not be evaluated: '" + this.text + "'", ex);
		}
	}

}
