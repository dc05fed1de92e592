package io.github.qstash.observation;

/**
 * Takes the trace context that goes with a message, so that its delivery continues the
 * trace.
 *
 * @since 1.0.0
 */
@FunctionalInterface
public interface ForwardedTrace {

	/** Takes nothing: the delivery starts a trace of its own. */
	ForwardedTrace NONE = (name, value) -> {
	};

	/**
	 * Add a header for the destination.
	 * @param name name of the header, for example {@code traceparent}
	 * @param value its value
	 */
	void add(String name, String value);

}
