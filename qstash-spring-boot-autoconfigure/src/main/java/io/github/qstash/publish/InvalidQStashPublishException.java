package io.github.qstash.publish;

import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

/**
 * Raised at startup when a method cannot be annotated with
 * {@link io.github.qstash.annotation.QStashPublish @QStashPublish} as it is.
 *
 * @since 1.0.0
 */
public class InvalidQStashPublishException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	private final String action;

	InvalidQStashPublishException(@Nullable String beanName, Method method, Misuse misuse) {
		super("@QStashPublish on method '" + describe(method) + "'"
				+ ((beanName != null) ? " of bean '" + beanName + "'" : "") + " is not valid: " + misuse.getMessage(),
				misuse.getCause());
		this.action = misuse.action();
	}

	/**
	 * Return what would be right.
	 * @return a sentence that says what to do
	 */
	public String getAction() {
		return this.action;
	}

	private static String describe(Method method) {
		String parameters = Arrays.stream(method.getParameterTypes())
			.map(Class::getSimpleName)
			.collect(Collectors.joining(", ", "(", ")"));
		return method.getDeclaringClass().getName() + "." + method.getName() + parameters;
	}

}
