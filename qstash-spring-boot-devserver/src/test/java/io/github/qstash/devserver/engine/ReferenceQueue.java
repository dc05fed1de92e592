package io.github.qstash.devserver.engine;

/**
 * A queue of the {@link ReferenceQStash}.
 */
final class ReferenceQueue {

	int parallelism = 1;

	boolean paused;

}
