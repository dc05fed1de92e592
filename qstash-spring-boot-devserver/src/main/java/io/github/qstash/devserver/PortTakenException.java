package io.github.qstash.devserver;

import java.io.IOException;
import java.util.Locale;

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
	 * Tell whether it is a taken port why the server cannot listen. The JDK has one
	 * exception for all reasons, Netty one of its own.
	 * @param failure what was thrown
	 * @return whether a cause says that the address is in use
	 */
	static boolean isReasonOf(Throwable failure) {
		for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
			String text = (cause instanceof IOException) ? cause.getMessage() : null;
			if (text != null && text.toLowerCase(Locale.ROOT).contains("address already in use")) {
				return true;
			}
		}
		return false;
	}

	/**
	 * Return the port that is taken.
	 * @return the port
	 */
	public int port() {
		return this.port;
	}

}
