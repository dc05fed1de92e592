package io.github.qstash.autoconfigure;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import io.github.qstash.client.QStashClientException;
import io.github.qstash.client.QStashTemplate;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.netty.http.client.HttpClient;
import reactor.netty.resources.ConnectionProvider;

import org.springframework.beans.factory.DisposableBean;
import org.springframework.boot.context.properties.PropertyMapper;
import org.springframework.context.SmartLifecycle;

/**
 * The connections to QStash. Stopping the application waits for the calls that are under
 * way, within a limit: after the web server has stopped, whose requests may publish, and
 * before Reactor's threads end.
 */
class QStashConnections implements SmartLifecycle, DisposableBean {

	private static final Duration MARGIN = Duration.ofSeconds(2);

	private static final int PHASE = SmartLifecycle.DEFAULT_PHASE - 4096;

	private final List<QStashTemplate> users = new CopyOnWriteArrayList<>();

	private final ConnectionProvider.Builder builder;

	private @Nullable ConnectionProvider provider;

	private volatile boolean closed;

	private volatile boolean running;

	private final Duration shutdownTimeout;

	QStashConnections(QStashProperties.Client properties) {
		QStashProperties.Client.Pool pool = properties.getPool();
		this.shutdownTimeout = properties.getShutdownTimeout();
		this.builder = ConnectionProvider.builder("qstash")
			.pendingAcquireTimeout(pool.getAcquireTimeout())
			// shorter than load balancers keep an idle connection, so that no publish
			// meets one that was dropped
			.maxIdleTime(pool.getMaxIdleTime())
			.disposeTimeout(this.shutdownTimeout);
		PropertyOption.set("qstash.client.pool.max-connections", pool.getMaxConnections(),
				this.builder::maxConnections);
		PropertyOption.set("qstash.client.pool.max-pending", pool.getMaxPending(),
				this.builder::pendingAcquireMaxCount);
		PropertyMapper.get().from(pool::getMaxLifeTime).to(this.builder::maxLifeTime);
	}

	/**
	 * Return a client with these connections, whose pool is made the first time. Its
	 * calls fail after the connections were closed, since the pool would open new ones.
	 * @return a client
	 * @throws QStashClientException if the connections are closed
	 */
	HttpClient client() {
		return HttpClient.create(provider()).mapConnect((connection) -> Mono.defer(() -> {
			requireOpen();
			return connection;
		}));
	}

	private synchronized ConnectionProvider provider() {
		requireOpen();
		ConnectionProvider made = this.provider;
		if (made == null) {
			made = this.builder.build();
			this.provider = made;
		}
		return made;
	}

	private void requireOpen() {
		if (this.closed) {
			throw new QStashClientException(
					"The connections to QStash were closed with the application, nothing was sent", null);
		}
	}

	void usedBy(QStashTemplate template) {
		this.users.add(template);
	}

	@Override
	public void start() {
		this.running = true;
	}

	@Override
	public void stop() {
		idle().block();
		this.running = false;
	}

	@Override
	public void stop(Runnable callback) {
		idle().doFinally((signal) -> {
			this.running = false;
			callback.run();
		}).subscribe();
	}

	@Override
	public boolean isRunning() {
		return this.running;
	}

	@Override
	public int getPhase() {
		return PHASE;
	}

	private Mono<Void> idle() {
		return Flux.fromIterable(this.users)
			.flatMap(QStashTemplate::whenIdle)
			.then()
			.timeout(this.shutdownTimeout)
			.onErrorComplete();
	}

	@Override
	public void destroy() {
		ConnectionProvider made = close();
		if (made != null) {
			made.disposeLater().timeout(this.shutdownTimeout.plus(MARGIN)).onErrorComplete().block();
		}
	}

	private synchronized @Nullable ConnectionProvider close() {
		this.closed = true;
		return this.provider;
	}

}
