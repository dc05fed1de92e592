package io.github.qstash.devserver.engine;

/**
 * How much an engine keeps. What ended first is forgotten first; a message in progress is
 * never forgotten, and where there is no room for another one it is refused.
 *
 * @param endedMessages ended messages whose events are kept, 10,000 by default
 * @param endedBytes bytes of their headers and bodies, 64 MiB by default
 * @param deadLetters dead letters that are kept, 10,000 by default
 * @param deadLetterBytes bytes of their headers and bodies, 64 MiB by default
 * @param messages messages in progress that are accepted, 250,000 by default
 * @param messageBytes bytes of their headers and bodies, 256 MiB by default
 */
record EngineSettings(int endedMessages, long endedBytes, int deadLetters, long deadLetterBytes, int messages,
		long messageBytes) {

	private static final EngineSettings DEFAULTS = new EngineSettings(10_000, 64L << 20, 10_000, 64L << 20, 250_000,
			256L << 20);

	static EngineSettings defaults() {
		return DEFAULTS;
	}

}
