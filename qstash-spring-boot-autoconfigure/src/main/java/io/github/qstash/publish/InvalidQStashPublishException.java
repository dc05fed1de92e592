package io.github.qstash.publish;

import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

/**
 * Raised at startup when methods cannot be annotated with
 * {@link io.github.qstash.annotation.QStashPublish @QStashPublish} as they are. It names
 * all of them.
 *
 * @since 1.0.0
 */
public class InvalidQStashPublishException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	private final transient List<Problem> problems;

	private final String action;

	InvalidQStashPublishException(List<Problem> problems) {
		super(problems.stream().map(Problem::description).collect(Collectors.joining("." + System.lineSeparator())),
				problems.get(0).misuse().getCause());
		this.problems = problems;
		this.action = problems.stream()
			.map((problem) -> problem.misuse().action())
			.distinct()
			.collect(Collectors.joining(System.lineSeparator()));
	}

	List<Problem> problems() {
		return this.problems;
	}

	/**
	 * Return what would be right.
	 * @return a sentence for each thing to do, one a line
	 */
	public String getAction() {
		return this.action;
	}

	/**
	 * Something that is wrong with a method.
	 *
	 * @param beanName name of its bean, if it is known
	 * @param method the method
	 * @param misuse what is wrong
	 */
	record Problem(@Nullable String beanName, Method method, Misuse misuse) {

		String description() {
			String parameters = Arrays.stream(this.method.getParameterTypes())
				.map(Class::getSimpleName)
				.collect(Collectors.joining(", ", "(", ")"));
			return "@QStashPublish on method '" + this.method.getDeclaringClass().getName() + "."
					+ this.method.getName() + parameters + "'"
					+ ((this.beanName != null) ? " of bean '" + this.beanName + "'" : "") + " is not valid: "
					+ this.misuse.getMessage();
		}

	}

}
