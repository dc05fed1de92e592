package io.github.qstash.publish;

import org.jspecify.annotations.Nullable;

/**
 * What is wrong with an annotated method, before it is known which bean it belongs to.
 */
final class Misuse extends RuntimeException {

	private static final long serialVersionUID = 1L;

	private final String action;

	/**
	 * Something is wrong with the method.
	 * @param problem what is wrong
	 * @param action what would be right
	 */
	Misuse(@Nullable String problem, String action) {
		super(problem);
		this.action = action;
	}

	/**
	 * Something is wrong with an attribute.
	 * @param attribute the attribute
	 * @param problem what is wrong, which follows the attribute
	 * @param action what would be right
	 */
	Misuse(String attribute, String problem, String action) {
		this("'" + attribute + "' " + problem, action);
	}

	/**
	 * Something is wrong with an attribute.
	 * @param attribute the attribute
	 * @param problem what is wrong, which follows the attribute
	 * @param action what would be right
	 * @param cause what found it
	 */
	Misuse(String attribute, String problem, String action, Throwable cause) {
		super("'" + attribute + "' " + problem, cause);
		this.action = action;
	}

	String action() {
		return this.action;
	}

}
