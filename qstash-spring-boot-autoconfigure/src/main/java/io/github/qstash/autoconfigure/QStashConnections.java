package io.github.qstash.autoconfigure;

import java.time.Duration;

import reactor.netty.resources.ConnectionProvider;

import org.springframework.beans.factory.DisposableBean;
import org.springframework.boot.context.properties.PropertyMapper;

/**
 * The connections to QStash. Closing the application waits for the calls that are under
 * way, within a limit.
 */
class QStashConnections implements DisposableBean {

	private static final Duration MARGIN = Duration.ofSeconds(2);

	private final ConnectionProvider provider;

	private final Duration shutdownTimeout;

	QStashConnections(QStashProperties.Client properties) {
		QStashProperties.Client.Pool pool = properties.getPool();
		this.shutdownTimeout = properties.getShutdownTimeout();
		ConnectionProvider.Builder provider = ConnectionProvider.builder("qstash")
			.maxConnections(pool.getMaxConnections())
			.pendingAcquireMaxCount(pool.getMaxPending())
			.pendingAcquireTimeout(pool.getAcquireTimeout())
			// shorter than load balancers keep an idle connection, so that no publish
			// meets
			// one that was dropped
			.maxIdleTime(pool.getMaxIdleTime())
			.disposeTimeout(this.shutdownTimeout);
		PropertyMapper.get().from(pool::getMaxLifeTime).to(provider::maxLifeTime);
		this.provider = provider.build();
	}

	ConnectionProvider provider() {
		return this.provider;
	}

	@Override
	public void destroy() {
		this.provider.disposeLater().timeout(this.shutdownTimeout.plus(MARGIN)).onErrorComplete().block();
	}

}
