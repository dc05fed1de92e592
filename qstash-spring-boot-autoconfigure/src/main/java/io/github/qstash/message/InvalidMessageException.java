package io.github.qstash.message;

/**
 * Raised when a message cannot be sent as it is described. Nothing has been sent.
 *
 * @since 1.0.0
 */
public class InvalidMessageException extends IllegalArgumentException {

	private static final long serialVersionUID = 1L;

	private final String option;

	/**
	 * Create an exception whose message starts with the quoted option.
	 * @param option the option of the message that is wrong
	 * @param problem what is wrong and what would be right, never a secret
	 */
	public InvalidMessageException(String option, String problem) {
		super("'" + option + "' " + problem);
		this.option = option;
	}

	/**
	 * Return the option of the message that is wrong.
	 * @return the option's name, for example {@code deduplicationId}
	 */
	public String option() {
		return this.option;
	}

}
