package io.github.qstash.devserver;

/**
 * The development server cannot listen where it was told to, for a reason other than a
 * {@linkplain PortTakenException taken port}: the port is reserved, or the address is
 * none of this machine.
 *
 * @since 1.0.0
 */
public class BindFailedException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	BindFailedException(String host, int port, Throwable cause) {
		super("Cannot listen on " + host + " port " + port + ": " + rootOf(cause), cause);
	}

	private static String rootOf(Throwable cause) {
		Throwable root = cause;
		while (root.getCause() != null && root.getCause() != root) {
			root = root.getCause();
		}
		return root.getClass().getSimpleName() + ": " + root.getMessage();
	}

}
