package io.github.qstash.devserver;

import java.net.URI;
import java.net.UnknownHostException;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;

import io.github.qstash.devserver.api.AccessTokens;
import io.github.qstash.devserver.api.ApiServer;
import io.github.qstash.devserver.api.ApiSettings;
import io.github.qstash.devserver.dashboard.Dashboard;
import io.github.qstash.devserver.dashboard.DashboardUser;
import io.github.qstash.devserver.delivery.FaultySender;
import io.github.qstash.devserver.delivery.HttpAttemptSender;
import io.github.qstash.devserver.engine.Engine;
import io.github.qstash.devserver.engine.Ids;
import io.github.qstash.devserver.runtime.AttemptSender;
import io.github.qstash.devserver.runtime.Control;
import io.github.qstash.devserver.runtime.EngineLoop;
import io.github.qstash.devserver.runtime.Faults;
import io.github.qstash.devserver.runtime.RandomIds;
import io.github.qstash.devserver.runtime.SentRequests;
import io.github.qstash.signature.SigningKeys;
import org.jspecify.annotations.Nullable;
import reactor.netty.ChannelBindException;
import reactor.netty.resources.LoopResources;

/**
 * A QStash in this JVM, for development and tests. It speaks the HTTP API of QStash,
 * delivers over real HTTP with real signatures, retries, queues and calls back; it keeps
 * everything in memory and is reachable from this machine only.
 *
 * <pre class="code">
 * try (QStashDevServer server = QStashDevServer.start()) {
 *     // server.url(), server.user().token() ...
 * }
 * </pre>
 *
 * A server that could be created is running: there is nothing to start, and
 * {@link #close()} ends it for good.
 *
 * @since 1.0.0
 * @see <a href="https://upstash.com/docs/qstash/howto/local-development">QStash: local
 * development</a>
 */
public final class QStashDevServer implements AutoCloseable {

	private static final Duration THREADS_END = Duration.ofSeconds(2);

	// all steps of a stop have limits of their own, which this one must not undercut
	private static final Duration WORK_LIMIT = Duration.ofSeconds(15);

	private static final Duration RESET_LIMIT = Duration.ofSeconds(10);

	private final LoopResources eventLoops;

	private final SentRequests sent = new SentRequests();

	private final HttpAttemptSender sender;

	private final EngineLoop loop;

	private final Dashboard dashboard;

	private final Control control;

	private final ApiServer api;

	private final int port;

	private final Duration closeTimeout;

	private final AtomicBoolean closed = new AtomicBoolean();

	private QStashDevServer(Builder builder) {
		this.closeTimeout = builder.closeTimeout;
		this.eventLoops = LoopResources.create("qstash-devserver", LoopResources.DEFAULT_IO_WORKER_COUNT, true);
		this.sender = new HttpAttemptSender(builder.clock, this.eventLoops, builder.maxMessageSize, this.sent);
		Faults faults = new Faults();
		AttemptSender faulty = new FaultySender(this.sender, faults, builder.clock);
		this.loop = new EngineLoop(builder.clock, faulty, () -> new Engine(builder.ids), builder.holdDeliveries,
				builder.closeTimeout);
		this.control = new Control(this.loop, builder.clock, faults);
		this.control.addListener(this.sent);
		List<DashboardUser> users = QStashDevUser.ALL.stream().map(this::addAccount).toList();
		this.dashboard = new Dashboard(users, this.sent, builder.clock);
		try {
			this.api = bind(builder, users);
		}
		catch (RuntimeException | Error ex) {
			await(this::closeDeliveries);
			throw ex;
		}
		this.port = this.api.port();
	}

	/**
	 * Start a server with default settings on a free port.
	 * @return the server, which accepts requests
	 */
	public static QStashDevServer start() {
		return builder().start();
	}

	/**
	 * Return a builder for a server.
	 * @return the builder
	 */
	public static Builder builder() {
		return new Builder();
	}

	/**
	 * Return the base URL of the API, for {@code QSTASH_URL}.
	 * @return the URL, for example {@code http://localhost:8080}; with the address if the
	 * server {@linkplain Builder#host listens} where {@code localhost} does not lead
	 * @throws IllegalStateException if the server is closed
	 */
	public URI url() {
		requireOpen();
		return this.api.url();
	}

	/**
	 * Return the port that the server listens on.
	 * @return the port
	 * @throws IllegalStateException if the server is closed
	 */
	public int port() {
		requireOpen();
		return this.port;
	}

	/**
	 * Return the first test user, whom the official SDKs use in their development mode.
	 * @return the user
	 */
	public QStashDevUser user() {
		return users().get(0);
	}

	/**
	 * Return the test users. Each has an account of its own: none sees the messages of
	 * another.
	 * @return the four users
	 */
	public List<QStashDevUser> users() {
		return QStashDevUser.ALL;
	}

	/**
	 * Return the variables with which QStash clients find this server as {@link #user()}.
	 * @return {@code QSTASH_URL}, {@code QSTASH_TOKEN},
	 * {@code QSTASH_CURRENT_SIGNING_KEY} and {@code QSTASH_NEXT_SIGNING_KEY}; the keys
	 * are those before any rotation
	 * @throws IllegalStateException if the server is closed
	 */
	public Map<String, String> environment() {
		Map<String, String> environment = new LinkedHashMap<>();
		environment.put("QSTASH_URL", url().toString());
		environment.put("QSTASH_TOKEN", user().token());
		environment.put("QSTASH_CURRENT_SIGNING_KEY", user().currentSigningKey());
		environment.put("QSTASH_NEXT_SIGNING_KEY", user().nextSigningKey());
		return environment;
	}

	/**
	 * Return what can be done with this server besides using it. The dashboard offers it,
	 * and so does {@link io.github.qstash.devserver.test.QStashTestServer}, which is what
	 * tests should use.
	 * @return the control
	 */
	public Control control() {
		return this.control;
	}

	/**
	 * Let deliveries start that are held back. Does nothing if they may start already.
	 */
	public void openDeliveries() {
		this.loop.openDeliveries();
	}

	/**
	 * Hold deliveries back until {@link #openDeliveries()}, and wait until those that are
	 * running have ended, for {@link Builder#closeTimeout(Duration)} at most. Messages
	 * are accepted meanwhile.
	 */
	public void holdDeliveries() {
		await(() -> this.loop.holdDeliveries().timeout(this.closeTimeout).onErrorComplete().block());
	}

	/**
	 * Forget everything: messages, URL groups, dead letters and logs of all users, and
	 * rotations of their signing keys. Deliveries that are running are broken off. Port
	 * and settings stay.
	 * @throws IllegalStateException if the server is closed
	 */
	public void reset() {
		requireOpen();
		await(() -> this.control.reset().block(RESET_LIMIT));
	}

	/**
	 * Stop the server. No request is accepted any more, no delivery starts, and those
	 * that are running get {@link Builder#closeTimeout(Duration)} to end. Repeated calls
	 * do nothing. If the calling thread is interrupted, it does not wait.
	 */
	@Override
	public void close() {
		if (this.closed.compareAndSet(false, true)) {
			await(this::stop);
		}
	}

	private void stop() {
		this.dashboard.close();
		try {
			this.api.close();
		}
		finally {
			closeDeliveries();
		}
	}

	private void closeDeliveries() {
		try {
			this.loop.close();
		}
		finally {
			closeConnections();
		}
	}

	private void closeConnections() {
		try {
			this.sender.close();
		}
		finally {
			this.eventLoops.disposeLater(Duration.ZERO, THREADS_END).timeout(THREADS_END).onErrorComplete().block();
		}
	}

	/**
	 * Let a thread of its own do what waits, and wait for that thread. Reactor forbids to
	 * wait on some threads, one of which may well be the one that ends an application;
	 * and what the caller no longer waits for still gets done.
	 * @param work what to do
	 */
	private void await(Runnable work) {
		FutureTask<@Nullable Void> task = new FutureTask<>(work, null);
		Thread thread = new Thread(task, "qstash-devserver-stop");
		thread.setDaemon(true);
		thread.start();
		try {
			task.get(this.closeTimeout.plus(WORK_LIMIT).toMillis(), TimeUnit.MILLISECONDS);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		catch (TimeoutException ex) {
			throw new IllegalStateException("The development server takes too long", ex);
		}
		catch (ExecutionException ex) {
			throw new IllegalStateException("The development server failed", ex.getCause());
		}
	}

	private void requireOpen() {
		if (this.closed.get()) {
			throw new IllegalStateException("The development server is closed");
		}
	}

	private DashboardUser addAccount(QStashDevUser user) {
		SigningKeys keys = SigningKeys.of(user.currentSigningKey(), user.nextSigningKey());
		return new DashboardUser(user.userId(), user.token(), this.loop.addAccount(keys));
	}

	private ApiServer bind(Builder builder, List<DashboardUser> users) {
		AccessTokens tokens = new AccessTokens();
		users.forEach((user) -> tokens.add(user.token(), user.account()));
		if (builder.preferredPort == null) {
			return bind(builder, builder.port, tokens);
		}
		try {
			return bind(builder, builder.preferredPort, tokens);
		}
		catch (PortTakenException ex) {
			return bind(builder, 0, tokens);
		}
	}

	private ApiServer bind(Builder builder, int port, AccessTokens tokens) {
		try {
			return new ApiServer(new ApiSettings(builder.host, port, builder.allowedHosts, builder.maxMessageSize),
					tokens, this.control, this.dashboard, this.eventLoops);
		}
		catch (ChannelBindException ex) {
			throw PortTakenException.isReasonOf(ex) ? new PortTakenException(port, ex)
					: new BindFailedException(builder.host, port, ex);
		}
		catch (UnknownHostException ex) {
			throw new BindFailedException(builder.host, port, ex);
		}
	}

	/**
	 * Builder of a {@link QStashDevServer}.
	 */
	public static final class Builder {

		private String host = "127.0.0.1";

		private int port;

		private @Nullable Integer preferredPort;

		private List<String> allowedHosts = List.of();

		private int maxMessageSize = 1024 * 1024;

		private Clock clock = Clock.systemUTC();

		private Ids ids = new RandomIds();

		private boolean holdDeliveries;

		private Duration closeTimeout = Duration.ofSeconds(3);

		private Builder() {
		}

		/**
		 * Set the port. By default any free one is taken.
		 * @param port from 1 to 65535, or 0 for a free one
		 * @return this builder
		 */
		public Builder port(int port) {
			this.port = requirePort(port);
			this.preferredPort = null;
			return this;
		}

		/**
		 * Set the port that is taken if it is free; else any free one is.
		 * @param port from 1 to 65535
		 * @return this builder
		 */
		public Builder preferredPort(int port) {
			this.preferredPort = requirePort(port);
			return this;
		}

		/**
		 * Set the address to listen on, {@code 127.0.0.1} by default. Any other makes a
		 * server with public credentials reachable from other machines.
		 * @param host address of a network interface of this machine
		 * @param names names under which requests may reach the server then, besides the
		 * address itself and the loopback ones
		 * @return this builder
		 */
		public Builder host(String host, String... names) {
			this.host = host;
			this.allowedHosts = List.of(names);
			return this;
		}

		/**
		 * Set how large the body of a message may be, 1 MB by default. A larger one is
		 * answered 413.
		 * @param bytes the size in bytes
		 * @return this builder
		 */
		public Builder maxMessageSize(int bytes) {
			if (bytes < 1) {
				throw new IllegalArgumentException("'maxMessageSize' must be greater than 0 but was " + bytes);
			}
			this.maxMessageSize = bytes;
			return this;
		}

		/**
		 * Set where the ids of messages come from. By default they are random.
		 * @param ids the source, which is asked by one thread at a time
		 * @return this builder
		 */
		public Builder ids(Ids ids) {
			this.ids = ids;
			return this;
		}

		/**
		 * Set the clock that tells when messages are due and when signatures expire, the
		 * system's by default.
		 * @param clock the clock
		 * @return this builder
		 */
		public Builder clock(Clock clock) {
			this.clock = clock;
			return this;
		}

		/**
		 * Set whether deliveries wait until {@link QStashDevServer#openDeliveries()},
		 * {@code false} by default. Messages are accepted meanwhile.
		 * @param holdDeliveries whether they wait
		 * @return this builder
		 */
		public Builder holdDeliveries(boolean holdDeliveries) {
			this.holdDeliveries = holdDeliveries;
			return this;
		}

		/**
		 * Set how long {@link QStashDevServer#close()} waits for deliveries that are
		 * running, three seconds by default. Then they are broken off.
		 * @param timeout the time
		 * @return this builder
		 */
		public Builder closeTimeout(Duration timeout) {
			this.closeTimeout = timeout;
			return this;
		}

		/**
		 * Start the server.
		 * @return the server, which accepts requests
		 * @throws PortTakenException if the port is taken
		 * @throws BindFailedException if the server cannot listen for another reason
		 */
		public QStashDevServer start() {
			return new QStashDevServer(this);
		}

		private static int requirePort(int port) {
			if (port < 0 || port > 65535) {
				throw new IllegalArgumentException("'port' must be from 0 to 65535 but was " + port);
			}
			return port;
		}

	}

}
