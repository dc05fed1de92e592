package io.github.qstash.devserver.engine;

/**
 * Ids {@code msg_1}, {@code msg_2}, ...
 */
final class CountingIds implements Ids {

	private int count;

	@Override
	public String nextMessageId() {
		return "msg_" + (++this.count);
	}

}
