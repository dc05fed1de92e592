package io.github.qstash.publish;

import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.config.ConfigurableBeanFactory;
import org.springframework.context.expression.BeanFactoryResolver;
import org.springframework.context.expression.MethodBasedEvaluationContext;
import org.springframework.core.DefaultParameterNameDiscoverer;
import org.springframework.core.ParameterNameDiscoverer;
import org.springframework.expression.EvaluationContext;
import org.springframework.expression.Expression;
import org.springframework.expression.ParseException;
import org.springframework.expression.ParserContext;
import org.springframework.expression.common.CompositeStringExpression;
import org.springframework.expression.spel.SpelNode;
import org.springframework.expression.spel.ast.VariableReference;
import org.springframework.expression.spel.standard.SpelExpression;
import org.springframework.expression.spel.standard.SpelExpressionParser;
import org.springframework.expression.spel.support.StandardEvaluationContext;
import org.springframework.expression.spel.support.StandardTypeLocator;
import org.springframework.util.StringValueResolver;

/**
 * Parses the texts of the annotation: placeholders are resolved first and once, so that
 * no value of a message is ever looked through for them.
 */
final class Expressions {

	private static final Set<String> VARIABLES = Set.of("result", "args", "root", "this");

	private static final ParameterNameDiscoverer PARAMETER_NAMES = DefaultParameterNameDiscoverer.getSharedInstance();

	private final SpelExpressionParser parser = new SpelExpressionParser();

	private final StringValueResolver placeholders;

	// its accessors remember what they found out about the types
	private final StandardEvaluationContext shared = new StandardEvaluationContext();

	Expressions(StringValueResolver placeholders, ConfigurableBeanFactory beanFactory) {
		this.placeholders = placeholders;
		// else the class loader of the first thread decides
		this.shared.setTypeLocator(new StandardTypeLocator(beanFactory.getBeanClassLoader()));
		this.shared.setBeanResolver(new BeanFactoryResolver(beanFactory));
	}

	/**
	 * Resolve the placeholders of a text.
	 * @param attribute the attribute that has the text
	 * @param declared the text
	 * @return the text without placeholders
	 * @throws Misuse if one of them cannot be resolved
	 */
	String resolve(String attribute, String declared) {
		try {
			String resolved = this.placeholders.resolveStringValue(declared);
			return (resolved != null) ? resolved : "";
		}
		catch (IllegalArgumentException ex) {
			throw new Misuse(attribute, "has a placeholder that cannot be resolved: '" + declared + "'",
					"Define the property, or give the placeholder a default value: ${name:default}.", ex);
		}
	}

	/**
	 * Parse a text without placeholders.
	 * @param attribute the attribute that has the text
	 * @param text the text
	 * @param method the annotated method, to whose parameters expressions may refer
	 * @return the template
	 * @throws Misuse if the text has an expression that cannot work
	 */
	Template parse(String attribute, String text, Method method) {
		try {
			Expression expression = this.parser.parseExpression(text, ParserContext.TEMPLATE_EXPRESSION);
			spelExpressions(expression)
				.forEach((spel) -> refuseUnknownVariables(attribute, text, spel.getAST(), knownVariables(method)));
			return new Template(attribute, text, expression);
		}
		catch (ParseException | IllegalStateException ex) {
			throw new Misuse(attribute,
					"has an expression that cannot be parsed: '" + text + "' (" + ex.getMessage() + ")",
					"Correct the expression.", ex);
		}
	}

	Evaluation evaluation(MethodCall call, Object result) {
		return new Evaluation(() -> context(call, result));
	}

	private EvaluationContext context(MethodCall call, Object result) {
		MethodBasedEvaluationContext context = new MethodBasedEvaluationContext(
				new ExpressionRoot(call.method(), call.target(), call.arguments(), result), call.method(),
				call.arguments(), PARAMETER_NAMES);
		this.shared.applyDelegatesTo(context);
		context.setVariable("result", result);
		context.setVariable("args", call.arguments());
		return context;
	}

	private static List<SpelExpression> spelExpressions(Expression expression) {
		List<SpelExpression> expressions = new ArrayList<>();
		if (expression instanceof SpelExpression spel) {
			expressions.add(spel);
		}
		else if (expression instanceof CompositeStringExpression composite) {
			for (Expression part : composite.getExpressions()) {
				expressions.addAll(spelExpressions(part));
			}
		}
		return expressions;
	}

	private static Set<String> knownVariables(Method method) {
		Set<String> known = new HashSet<>(VARIABLES);
		@Nullable String[] names = PARAMETER_NAMES.getParameterNames(method);
		if (names != null) {
			known.addAll(Arrays.asList(names));
		}
		for (int i = 0; i < method.getParameterCount(); i++) {
			known.add("p" + i);
			known.add("a" + i);
		}
		return known;
	}

	private static void refuseUnknownVariables(String attribute, String text, SpelNode node, Set<String> known) {
		if (node instanceof VariableReference variable && !known.contains(variable.toStringAST().substring(1))) {
			throw new Misuse(attribute,
					"refers to '" + variable.toStringAST() + "', which is not known: '" + text + "'",
					"Refer to #result, #args, #root, a parameter by its name (if compiled with -parameters), "
							+ "or #p0 for the first one.");
		}
		for (int i = 0; i < node.getChildCount(); i++) {
			refuseUnknownVariables(attribute, text, node.getChild(i), known);
		}
	}

}
