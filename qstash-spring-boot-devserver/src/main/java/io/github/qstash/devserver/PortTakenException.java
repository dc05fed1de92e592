package io.github.qstash.devserver;

/**
 * The development server cannot start because its port is taken.
 *
 * @since 1.0.0
 */
public class PortTakenException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	private final int port;

	PortTakenException(int port, Throwable cause) {
		super("Port " + port + " is in use", cause);
		this.port = port;
	}

	/**
	 * Return the port that is taken.
	 * @return the port
	 */
	public int port() {
		return this.port;
	}

}
