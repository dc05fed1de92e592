package io.github.qstash.message;

/**
 * HTTP methods that QStash delivers with.
 *
 * @since 1.0.0
 * @see <a href="https://upstash.com/docs/qstash/howto/publishing">QStash: publishing</a>
 */
public enum DeliveryMethod {

	/** GET, with the body if there is one. */
	GET,

	/** POST, the default of QStash. */
	POST,

	/** PUT. */
	PUT,

	/** PATCH. */
	PATCH,

	/** DELETE, with the body if there is one. */
	DELETE

}
