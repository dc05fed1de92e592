package io.github.qstash.devserver.runtime;

import io.github.qstash.devserver.engine.Event;
import io.github.qstash.devserver.engine.Ids;

/**
 * Ids that tell the order of the messages, such as {@code msg_2_15}: the fifteenth since
 * the second start of the time. Two runs give the same ids, and none comes twice, which
 * an application might take for a message that it has handled.
 *
 * @since 1.0.0
 */
public final class CountingIds implements Ids, EngineListener {

	private int time = 1;

	private int last;

	@Override
	public String next(String prefix) {
		return prefix + this.time + "_" + ++this.last;
	}

	@Override
	public void happened(Account account, Event event) {
		// only a new time matters
	}

	@Override
	public void reset() {
		this.time++;
		this.last = 0;
	}

}
