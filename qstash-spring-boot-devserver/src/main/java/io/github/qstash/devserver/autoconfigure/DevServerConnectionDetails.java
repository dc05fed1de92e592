package io.github.qstash.devserver.autoconfigure;

import java.time.Clock;

import io.github.qstash.autoconfigure.QStashConnectionDetails;
import io.github.qstash.devserver.QStashDevServer;
import io.github.qstash.devserver.QStashDevUser;

/**
 * The first test user of the embedded server. As in production, the application keeps the
 * keys that it started with: it verifies deliveries after one rotation of them, and after
 * a reset, which undoes rotations.
 */
class DevServerConnectionDetails implements QStashConnectionDetails {

	private final String url;

	private final QStashDevUser user;

	private final Clock clock;

	DevServerConnectionDetails(QStashDevServer server) {
		this.url = server.url().toString();
		this.user = server.user();
		this.clock = server.control().clock();
	}

	@Override
	public String getUrl() {
		return this.url;
	}

	@Override
	public String getToken() {
		return this.user.token();
	}

	@Override
	public String getCurrentSigningKey() {
		return this.user.currentSigningKey();
	}

	@Override
	public String getNextSigningKey() {
		return this.user.nextSigningKey();
	}

	@Override
	public Clock getClock() {
		return this.clock;
	}

}
