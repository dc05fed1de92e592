package io.github.qstash.receive;

/**
 * What is wrong with a listener method, before it is known which bean it belongs to.
 */
final class ListenerMisuse extends RuntimeException {

	private static final long serialVersionUID = 1L;

	private final String action;

	ListenerMisuse(String problem, String action) {
		super(problem);
		this.action = action;
	}

	String action() {
		return this.action;
	}

}
