package io.github.qstash.autoconfigure.receive;

import io.github.qstash.receive.QStashController;

/**
 * Raised at startup when there is a {@link QStashController} in a servlet application,
 * which could not call it.
 */
class UnsupportedWebStackException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	private final String controllerName;

	UnsupportedWebStackException(String controllerName) {
		super("QStashController '" + controllerName + "' cannot receive deliveries in a servlet application");
		this.controllerName = controllerName;
	}

	/**
	 * Return which controller it is.
	 * @return the name of the bean
	 */
	String controllerName() {
		return this.controllerName;
	}

}
