package io.github.qstash.publish;

import org.jspecify.annotations.Nullable;

/**
 * What is wrong with an annotated method, before it is known which bean it belongs to.
 */
final class Misuse extends RuntimeException {

	private static final long serialVersionUID = 1L;

	private final String action;

	Misuse(@Nullable String problem, String action) {
		this(problem, action, null);
	}

	Misuse(@Nullable String problem, String action, @Nullable Throwable cause) {
		super(problem, cause);
		this.action = action;
	}

	String action() {
		return this.action;
	}

}
