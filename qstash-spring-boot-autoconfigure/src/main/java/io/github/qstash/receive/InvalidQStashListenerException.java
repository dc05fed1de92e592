package io.github.qstash.receive;

import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.stream.Collectors;

/**
 * Raised at startup when a method cannot be annotated with
 * {@link io.github.qstash.annotation.QStashListener @QStashListener} as it is.
 *
 * @since 1.0.0
 */
public class InvalidQStashListenerException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	private final String action;

	InvalidQStashListenerException(String beanName, Method method, ListenerMisuse misuse) {
		super("@QStashListener on method '" + describe(method) + "' of bean '" + beanName + "' is not valid: "
				+ misuse.getMessage(), misuse.getCause());
		this.action = misuse.action();
	}

	/**
	 * Return what would be right.
	 * @return a sentence that says what to do
	 */
	public String getAction() {
		return this.action;
	}

	static String describe(Method method) {
		String parameters = Arrays.stream(method.getParameterTypes())
			.map(Class::getSimpleName)
			.collect(Collectors.joining(", ", "(", ")"));
		return method.getDeclaringClass().getName() + "." + method.getName() + parameters;
	}

}
