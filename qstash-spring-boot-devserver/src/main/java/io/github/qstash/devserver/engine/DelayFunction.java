package io.github.qstash.devserver.engine;

import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.function.DoubleBinaryOperator;
import java.util.function.DoubleUnaryOperator;

import com.ezylang.evalex.Expression;
import com.ezylang.evalex.data.EvaluationValue;
import com.ezylang.evalex.functions.FunctionIfc;
import com.ezylang.evalex.functions.FunctionParameterDefinition;
import com.ezylang.evalex.parser.Token;

/**
 * The functions of a retry-delay expression. The parser takes their number of arguments
 * from here; they are computed in floating point, so that no argument makes them slow or
 * large.
 */
enum DelayFunction implements FunctionIfc {

	POW(StrictMath::pow), MIN(Math::min), MAX(Math::max), EXP(StrictMath::exp), SQRT(StrictMath::sqrt), ABS(Math::abs),
	FLOOR(StrictMath::floor), CEIL(StrictMath::ceil), ROUND(DelayFunction::halfAwayFromZero);

	private final int arity;

	private final DoubleBinaryOperator operator;

	DelayFunction(DoubleBinaryOperator operator) {
		this.arity = 2;
		this.operator = operator;
	}

	DelayFunction(DoubleUnaryOperator operator) {
		this.arity = 1;
		this.operator = (x, ignored) -> operator.applyAsDouble(x);
	}

	String symbol() {
		return name().toLowerCase(Locale.ROOT);
	}

	double compute(double first, double last) {
		return this.operator.applyAsDouble(first, last);
	}

	@Override
	public List<FunctionParameterDefinition> getFunctionParameterDefinitions() {
		return Collections.nCopies(this.arity, FunctionParameterDefinition.builder().name("value").build());
	}

	@Override
	public boolean hasVarArgs() {
		return false;
	}

	@Override
	public void validatePreEvaluation(Token token, EvaluationValue... values) {
	}

	@Override
	public EvaluationValue evaluate(Expression expression, Token token, EvaluationValue... values) {
		throw new UnsupportedOperationException("Expressions are only parsed by the library");
	}

	private static double halfAwayFromZero(double x) {
		return StrictMath.copySign(StrictMath.floor(Math.abs(x) + 0.5), x);
	}

}
