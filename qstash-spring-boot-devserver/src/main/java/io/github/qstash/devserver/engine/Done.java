package io.github.qstash.devserver.engine;

/**
 * The reply of a command that has nothing to say but that it was carried out.
 *
 * @since 1.0.0
 */
public enum Done {

	/** The command was carried out. */
	DONE

}
