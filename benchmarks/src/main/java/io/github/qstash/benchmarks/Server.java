package io.github.qstash.benchmarks;

/**
 * What the clients speak to, until it is closed.
 */
interface Server extends AutoCloseable {

	String url();

	@Override
	void close();

}
