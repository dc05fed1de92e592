package io.github.qstash.devserver.engine;

/**
 * A command that the engine refuses. Nothing has changed, and the message is the text
 * that goes to the caller.
 *
 * @since 1.0.0
 */
public class RefusedException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	private final Kind kind;

	/**
	 * Create a refusal.
	 * @param kind what is wrong
	 * @param text the text for the caller
	 */
	public RefusedException(Kind kind, String text) {
		super(text);
		this.kind = kind;
	}

	/**
	 * Return what is wrong.
	 * @return the kind of refusal
	 */
	public Kind kind() {
		return this.kind;
	}

	static RefusedException invalid(String text) {
		return new RefusedException(Kind.INVALID, text);
	}

	static RefusedException notFound(String text) {
		return new RefusedException(Kind.NOT_FOUND, text);
	}

	static RefusedException overLimit(String text) {
		return new RefusedException(Kind.OVER_LIMIT, text);
	}

	/**
	 * What is wrong with a refused command.
	 */
	public enum Kind {

		/** The command itself is wrong. */
		INVALID,

		/** The command names something that does not exist. */
		NOT_FOUND,

		/** There would be too many of something. */
		OVER_LIMIT

	}

}
