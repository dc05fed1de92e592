package io.github.qstash.devserver.engine;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleBinaryOperator;
import java.util.function.DoubleUnaryOperator;

import com.ezylang.evalex.Expression;
import com.ezylang.evalex.config.ExpressionConfiguration;
import com.ezylang.evalex.config.MapBasedFunctionDictionary;
import com.ezylang.evalex.parser.ASTNode;
import com.ezylang.evalex.parser.ParseException;
import com.ezylang.evalex.parser.Token;
import io.github.qstash.message.QStashHeaders;

/**
 * A retry-delay expression such as {@code pow(2, retried) * 1000}: milliseconds before
 * the next retry.
 *
 * @since 1.0.0
 * @see <a href="https://upstash.com/docs/qstash/features/retry">QStash: retry</a>
 */
public final class RetryDelay {

	/** Most characters of an expression. */
	public static final int MAX_LENGTH = 256;

	private static final String VARIABLE = "retried";

	private static final Map<String, DoubleBinaryOperator> OPERATORS = Map.of("+", Double::sum, "-", (a, b) -> a - b,
			"*", (a, b) -> a * b, "/", (a, b) -> a / b);

	private static final ExpressionConfiguration GRAMMAR = grammar();

	private final String text;

	private final DoubleUnaryOperator millis;

	private RetryDelay(String text, DoubleUnaryOperator millis) {
		this.text = text;
		this.millis = millis;
	}

	/**
	 * Parse an expression of numbers, {@code retried}, {@code + - * /}, parentheses and
	 * the functions {@code pow}, {@code exp}, {@code sqrt}, {@code abs}, {@code floor},
	 * {@code ceil}, {@code round}, {@code min} and {@code max}.
	 * @param text the expression, at most {@value #MAX_LENGTH} characters
	 * @return the parsed expression
	 * @throws RefusedException if it is not such an expression
	 */
	public static RetryDelay parse(String text) {
		if (text.length() > MAX_LENGTH) {
			throw refused("it has " + text.length() + " characters, at most " + MAX_LENGTH + " are allowed");
		}
		try {
			return new RetryDelay(text, compile(new Expression(text, GRAMMAR).getAbstractSyntaxTree()));
		}
		catch (ParseException ex) {
			throw refused(String.valueOf(ex.getMessage()));
		}
	}

	/**
	 * Return the expression as it was given.
	 * @return the text
	 */
	public String text() {
		return this.text;
	}

	/**
	 * Compute the delay before the next retry. What is negative or not a number counts as
	 * zero.
	 * @param retried retries made so far
	 * @return the delay, from zero to one day
	 */
	public Duration after(int retried) {
		double value = this.millis.applyAsDouble(retried);
		return Duration.ofMillis((long) Math.max(0, Math.min(value, Retries.MAX_DELAY.toMillis())));
	}

	@Override
	public String toString() {
		return this.text;
	}

	private static DoubleUnaryOperator compile(ASTNode node) {
		Token token = node.getToken();
		return switch (token.getType()) {
			case NUMBER_LITERAL -> number(token);
			case VARIABLE_OR_CONSTANT -> variable(token);
			case INFIX_OPERATOR -> binary(operator(token), node.getParameters());
			case FUNCTION -> binary(function(token)::compute, node.getParameters());
			default -> throw unknown(token);
		};
	}

	private static DoubleUnaryOperator number(Token token) {
		try {
			double value = Double.parseDouble(token.getValue());
			return (retried) -> value;
		}
		catch (NumberFormatException ex) {
			throw unknown(token);
		}
	}

	private static DoubleUnaryOperator variable(Token token) {
		if (!token.getValue().equals(VARIABLE)) {
			throw unknown(token);
		}
		return (retried) -> retried;
	}

	private static DoubleBinaryOperator operator(Token token) {
		DoubleBinaryOperator operator = OPERATORS.get(token.getValue());
		if (operator == null) {
			throw unknown(token);
		}
		return operator;
	}

	private static DelayFunction function(Token token) {
		return Arrays.stream(DelayFunction.values())
			.filter((function) -> function.symbol().equals(token.getValue()))
			.findFirst()
			.orElseThrow(() -> unknown(token));
	}

	private static DoubleUnaryOperator binary(DoubleBinaryOperator operator, List<ASTNode> operands) {
		DoubleUnaryOperator first = compile(operands.get(0));
		DoubleUnaryOperator last = compile(operands.get(operands.size() - 1));
		return (retried) -> operator.applyAsDouble(first.applyAsDouble(retried), last.applyAsDouble(retried));
	}

	private static RefusedException unknown(Token token) {
		return refused("'" + token.getValue() + "' at position " + token.getStartPosition() + " is not supported");
	}

	private static RefusedException refused(String reason) {
		return RefusedException.invalid("invalid " + QStashHeaders.RETRY_DELAY + " expression: " + reason);
	}

	private static ExpressionConfiguration grammar() {
		MapBasedFunctionDictionary functions = new MapBasedFunctionDictionary();
		for (DelayFunction function : DelayFunction.values()) {
			functions.addFunction(function.symbol(), function);
		}
		return ExpressionConfiguration.builder()
			.functionDictionary(functions)
			.defaultConstants(Map.of())
			.arraysAllowed(false)
			.structuresAllowed(false)
			.implicitMultiplicationAllowed(false)
			.build();
	}

}
