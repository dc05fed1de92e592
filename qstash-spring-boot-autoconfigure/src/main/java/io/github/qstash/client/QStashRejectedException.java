package io.github.qstash.client;

/**
 * A message of a batch was refused, by QStash or before it was sent. What became of the
 * others of the batch is another matter.
 *
 * @since 1.0.0
 * @see <a href="https://upstash.com/docs/qstash/features/batch">QStash: batch</a>
 */
public class QStashRejectedException extends QStashException {

	private static final long serialVersionUID = 1L;

	/**
	 * Create an exception.
	 * @param error the server's text, or what was found before the message was sent
	 */
	public QStashRejectedException(String error) {
		super("A message was refused: " + error, null);
	}

}
