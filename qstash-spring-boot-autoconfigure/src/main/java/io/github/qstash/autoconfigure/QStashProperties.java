package io.github.qstash.autoconfigure;

import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.github.qstash.receive.UrlCheck;
import org.jspecify.annotations.Nullable;
import reactor.netty.transport.ProxyProvider;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.core.Ordered;
import org.springframework.util.unit.DataSize;

/**
 * Configuration properties for QStash.
 *
 * @since 1.0.0
 */
@ConfigurationProperties("qstash")
public class QStashProperties {

	/**
	 * Base URL of QStash; "https://qstash.upstash.io" if neither this nor the development
	 * server says otherwise.
	 */
	private @Nullable String url;

	/**
	 * Token of the QStash account, needed to publish.
	 */
	private @Nullable String token;

	/**
	 * Key that deliveries are signed with, needed to receive.
	 */
	private @Nullable String currentSigningKey;

	/**
	 * Key that deliveries are signed with after the next rotation.
	 */
	private @Nullable String nextSigningKey;

	/**
	 * URL at which QStash reaches this application. Destinations that start with "/" are
	 * resolved against it, and the signature of a delivery must name it.
	 */
	private @Nullable URI publicUrl;

	/**
	 * Region whose URL and token are used, "US_EAST_1" or "EU_CENTRAL_1", while an
	 * account moves between regions. Not needed otherwise.
	 */
	private @Nullable String region;

	/**
	 * URL and token of the regions "us-east-1" and "eu-central-1". By default those of
	 * the variables US_EAST_1_QSTASH_URL, US_EAST_1_QSTASH_TOKEN, EU_CENTRAL_1_QSTASH_URL
	 * and EU_CENTRAL_1_QSTASH_TOKEN.
	 */
	private Map<String, Region> regions = new LinkedHashMap<>();

	private final Client client = new Client();

	private final Publish publish = new Publish();

	private final Batch batch = new Batch();

	private final Receiver receiver = new Receiver();

	private final Listener listener = new Listener();

	public @Nullable String getUrl() {
		return this.url;
	}

	public void setUrl(@Nullable String url) {
		this.url = url;
	}

	public @Nullable String getToken() {
		return this.token;
	}

	public void setToken(@Nullable String token) {
		this.token = token;
	}

	public @Nullable String getCurrentSigningKey() {
		return this.currentSigningKey;
	}

	public void setCurrentSigningKey(@Nullable String currentSigningKey) {
		this.currentSigningKey = currentSigningKey;
	}

	public @Nullable String getNextSigningKey() {
		return this.nextSigningKey;
	}

	public void setNextSigningKey(@Nullable String nextSigningKey) {
		this.nextSigningKey = nextSigningKey;
	}

	public @Nullable URI getPublicUrl() {
		return this.publicUrl;
	}

	public void setPublicUrl(@Nullable URI publicUrl) {
		this.publicUrl = publicUrl;
	}

	public @Nullable String getRegion() {
		return this.region;
	}

	public void setRegion(@Nullable String region) {
		this.region = region;
	}

	public Map<String, Region> getRegions() {
		return this.regions;
	}

	public void setRegions(Map<String, Region> regions) {
		this.regions = regions;
	}

	public Client getClient() {
		return this.client;
	}

	public Publish getPublish() {
		return this.publish;
	}

	public Batch getBatch() {
		return this.batch;
	}

	public Receiver getReceiver() {
		return this.receiver;
	}

	public Listener getListener() {
		return this.listener;
	}

	/**
	 * Properties of one region.
	 */
	public static class Region {

		/**
		 * Base URL of QStash in the region.
		 */
		private @Nullable String url;

		/**
		 * Token of the QStash account in the region.
		 */
		private @Nullable String token;

		/**
		 * Key that deliveries of the region are signed with.
		 */
		private @Nullable String currentSigningKey;

		/**
		 * Key that deliveries of the region are signed with after the next rotation.
		 */
		private @Nullable String nextSigningKey;

		public @Nullable String getUrl() {
			return this.url;
		}

		public void setUrl(@Nullable String url) {
			this.url = url;
		}

		public @Nullable String getToken() {
			return this.token;
		}

		public void setToken(@Nullable String token) {
			this.token = token;
		}

		public @Nullable String getCurrentSigningKey() {
			return this.currentSigningKey;
		}

		public void setCurrentSigningKey(@Nullable String currentSigningKey) {
			this.currentSigningKey = currentSigningKey;
		}

		public @Nullable String getNextSigningKey() {
			return this.nextSigningKey;
		}

		public void setNextSigningKey(@Nullable String nextSigningKey) {
			this.nextSigningKey = nextSigningKey;
		}

	}

	/**
	 * Properties of the connection to QStash.
	 */
	public static class Client {

		/**
		 * Time to establish a connection. Defaults to
		 * "spring.http.clients.connect-timeout", else to five seconds.
		 */
		private @Nullable Duration connectTimeout;

		/**
		 * Time for a call that has a connection: the request must be taken and the whole
		 * answer be there. Each retry has it anew. Defaults to
		 * "spring.http.clients.read-timeout", else to thirty seconds.
		 */
		private @Nullable Duration responseTimeout;

		/**
		 * Largest answer that is read; a larger one is an error.
		 */
		private DataSize maxResponseSize = DataSize.ofMegabytes(10);

		/**
		 * How long closing the application waits for calls that are under way.
		 */
		private Duration shutdownTimeout = Duration.ofSeconds(10);

		private final Ssl ssl = new Ssl();

		private final Proxy proxy = new Proxy();

		private final Pool pool = new Pool();

		private final Retry retry = new Retry();

		public @Nullable Duration getConnectTimeout() {
			return this.connectTimeout;
		}

		public void setConnectTimeout(@Nullable Duration connectTimeout) {
			this.connectTimeout = connectTimeout;
		}

		public @Nullable Duration getResponseTimeout() {
			return this.responseTimeout;
		}

		public void setResponseTimeout(@Nullable Duration responseTimeout) {
			this.responseTimeout = responseTimeout;
		}

		public DataSize getMaxResponseSize() {
			return this.maxResponseSize;
		}

		public void setMaxResponseSize(DataSize maxResponseSize) {
			this.maxResponseSize = maxResponseSize;
		}

		public Duration getShutdownTimeout() {
			return this.shutdownTimeout;
		}

		public void setShutdownTimeout(Duration shutdownTimeout) {
			this.shutdownTimeout = shutdownTimeout;
		}

		public Ssl getSsl() {
			return this.ssl;
		}

		public Proxy getProxy() {
			return this.proxy;
		}

		public Pool getPool() {
			return this.pool;
		}

		public Retry getRetry() {
			return this.retry;
		}

		/**
		 * Properties of TLS.
		 */
		public static class Ssl {

			/**
			 * Name of the SSL bundle that the connection uses. Defaults to
			 * "spring.http.clients.ssl.bundle".
			 */
			private @Nullable String bundle;

			/**
			 * How long the TLS handshake may take once a connection is established.
			 */
			private Duration handshakeTimeout = Duration.ofSeconds(10);

			public @Nullable String getBundle() {
				return this.bundle;
			}

			public void setBundle(@Nullable String bundle) {
				this.bundle = bundle;
			}

			public Duration getHandshakeTimeout() {
				return this.handshakeTimeout;
			}

			public void setHandshakeTimeout(Duration handshakeTimeout) {
				this.handshakeTimeout = handshakeTimeout;
			}

		}

		/**
		 * Properties of the proxy on the way to QStash.
		 */
		public static class Proxy {

			/**
			 * Protocol of the proxy. With "http" it is asked to open a tunnel (CONNECT).
			 */
			private ProxyProvider.Proxy type = ProxyProvider.Proxy.HTTP;

			/**
			 * Host name or IP address of the proxy. Without it there is no proxy.
			 */
			private @Nullable String host;

			/**
			 * Port of the proxy.
			 */
			private @Nullable Integer port;

			/**
			 * User that the proxy knows, if it wants one.
			 */
			private @Nullable String username;

			/**
			 * Password of the user.
			 */
			private @Nullable String password;

			/**
			 * Hosts that are reached without the proxy; "*" stands for any characters.
			 */
			private List<String> nonProxyHosts = new ArrayList<>(List.of("localhost", "127.*"));

			public ProxyProvider.Proxy getType() {
				return this.type;
			}

			public void setType(ProxyProvider.Proxy type) {
				this.type = type;
			}

			public @Nullable String getHost() {
				return this.host;
			}

			public void setHost(@Nullable String host) {
				this.host = host;
			}

			public @Nullable Integer getPort() {
				return this.port;
			}

			public void setPort(@Nullable Integer port) {
				this.port = port;
			}

			public @Nullable String getUsername() {
				return this.username;
			}

			public void setUsername(@Nullable String username) {
				this.username = username;
			}

			public @Nullable String getPassword() {
				return this.password;
			}

			public void setPassword(@Nullable String password) {
				this.password = password;
			}

			public List<String> getNonProxyHosts() {
				return this.nonProxyHosts;
			}

			public void setNonProxyHosts(List<String> nonProxyHosts) {
				this.nonProxyHosts = nonProxyHosts;
			}

		}

		/**
		 * Properties of the connection pool.
		 */
		public static class Pool {

			/**
			 * Connections that are open at once.
			 */
			private int maxConnections = 100;

			/**
			 * Calls that wait for a connection; one more fails at once.
			 */
			private int maxPending = 10_000;

			/**
			 * How long a call waits for a connection.
			 */
			private Duration acquireTimeout = Duration.ofSeconds(30);

			/**
			 * How long a connection is kept without use.
			 */
			private Duration maxIdleTime = Duration.ofSeconds(30);

			/**
			 * How long a connection is used at all. Unlimited by default.
			 */
			private @Nullable Duration maxLifeTime;

			public int getMaxConnections() {
				return this.maxConnections;
			}

			public void setMaxConnections(int maxConnections) {
				this.maxConnections = maxConnections;
			}

			public int getMaxPending() {
				return this.maxPending;
			}

			public void setMaxPending(int maxPending) {
				this.maxPending = maxPending;
			}

			public Duration getAcquireTimeout() {
				return this.acquireTimeout;
			}

			public void setAcquireTimeout(Duration acquireTimeout) {
				this.acquireTimeout = acquireTimeout;
			}

			public Duration getMaxIdleTime() {
				return this.maxIdleTime;
			}

			public void setMaxIdleTime(Duration maxIdleTime) {
				this.maxIdleTime = maxIdleTime;
			}

			public @Nullable Duration getMaxLifeTime() {
				return this.maxLifeTime;
			}

			public void setMaxLifeTime(@Nullable Duration maxLifeTime) {
				this.maxLifeTime = maxLifeTime;
			}

		}

		/**
		 * Properties of making a failed call again.
		 */
		public static class Retry {

			/**
			 * Retries after a failed first attempt; 0 for exactly one attempt.
			 */
			private int maxRetries = 4;

			/**
			 * Longest pause before the first retry; it doubles with each retry.
			 */
			private Duration firstBackoff = Duration.ofMillis(100);

			/**
			 * What a pause does not grow beyond.
			 */
			private Duration maxBackoff = Duration.ofSeconds(5);

			/**
			 * How long a call waits when QStash names the time at which it may be made
			 * again; if that is later, it fails at once.
			 */
			private Duration maxWait = Duration.ofSeconds(10);

			/**
			 * Whether messages without a deduplication id get a generated one, so that
			 * they can be sent again safely. Without one they are sent once.
			 */
			private boolean generateDeduplicationIds = true;

			public int getMaxRetries() {
				return this.maxRetries;
			}

			public void setMaxRetries(int maxRetries) {
				this.maxRetries = maxRetries;
			}

			public Duration getFirstBackoff() {
				return this.firstBackoff;
			}

			public void setFirstBackoff(Duration firstBackoff) {
				this.firstBackoff = firstBackoff;
			}

			public Duration getMaxBackoff() {
				return this.maxBackoff;
			}

			public void setMaxBackoff(Duration maxBackoff) {
				this.maxBackoff = maxBackoff;
			}

			public Duration getMaxWait() {
				return this.maxWait;
			}

			public void setMaxWait(Duration maxWait) {
				this.maxWait = maxWait;
			}

			public boolean isGenerateDeduplicationIds() {
				return this.generateDeduplicationIds;
			}

			public void setGenerateDeduplicationIds(boolean generateDeduplicationIds) {
				this.generateDeduplicationIds = generateDeduplicationIds;
			}

		}

	}

	/**
	 * Properties of publishing.
	 */
	public static class Publish {

		/**
		 * Retries after a failed first delivery, for messages that say nothing else.
		 */
		private @Nullable Integer retries;

		/**
		 * Expression for the delay before a retry, in milliseconds, for messages that say
		 * nothing else.
		 */
		private @Nullable String retryDelay;

		/**
		 * How long one delivery may take, for messages that say nothing else.
		 */
		private @Nullable Duration timeout;

		/**
		 * URL, or path of this application, that is called after each delivery of
		 * messages that say nothing else.
		 */
		private @Nullable String callback;

		/**
		 * URL, or path of this application, that is called when messages that say nothing
		 * else have failed for good.
		 */
		private @Nullable String failureCallback;

		/**
		 * Labels of messages that have none.
		 */
		private List<String> labels = new ArrayList<>();

		/**
		 * Headers that every destination receives, unless a message has its own header of
		 * the name.
		 */
		private Map<String, String> headers = new LinkedHashMap<>();

		/**
		 * Whether messages take the trace context along, so that their deliveries and
		 * callbacks continue the trace. Headers of a trace are seen by the destination.
		 */
		private boolean forwardTraces = true;

		private final FlowControl flowControl = new FlowControl();

		private final Aspect aspect = new Aspect();

		public @Nullable Integer getRetries() {
			return this.retries;
		}

		public void setRetries(@Nullable Integer retries) {
			this.retries = retries;
		}

		public @Nullable String getRetryDelay() {
			return this.retryDelay;
		}

		public void setRetryDelay(@Nullable String retryDelay) {
			this.retryDelay = retryDelay;
		}

		public @Nullable Duration getTimeout() {
			return this.timeout;
		}

		public void setTimeout(@Nullable Duration timeout) {
			this.timeout = timeout;
		}

		public @Nullable String getCallback() {
			return this.callback;
		}

		public void setCallback(@Nullable String callback) {
			this.callback = callback;
		}

		public @Nullable String getFailureCallback() {
			return this.failureCallback;
		}

		public void setFailureCallback(@Nullable String failureCallback) {
			this.failureCallback = failureCallback;
		}

		public List<String> getLabels() {
			return this.labels;
		}

		public void setLabels(List<String> labels) {
			this.labels = labels;
		}

		public Map<String, String> getHeaders() {
			return this.headers;
		}

		public void setHeaders(Map<String, String> headers) {
			this.headers = headers;
		}

		public boolean isForwardTraces() {
			return this.forwardTraces;
		}

		public void setForwardTraces(boolean forwardTraces) {
			this.forwardTraces = forwardTraces;
		}

		public FlowControl getFlowControl() {
			return this.flowControl;
		}

		public Aspect getAspect() {
			return this.aspect;
		}

		/**
		 * Limits that messages share that name no flow control themselves.
		 */
		public static class FlowControl {

			/**
			 * Key whose limits the messages share. Without it there are no limits.
			 */
			private @Nullable String key;

			/**
			 * Deliveries of the key that run at once.
			 */
			private @Nullable Integer parallelism;

			/**
			 * Deliveries of the key that start within a period.
			 */
			private @Nullable Integer rate;

			/**
			 * Length of the period of the rate.
			 */
			private Duration period = Duration.ofSeconds(1);

			public @Nullable String getKey() {
				return this.key;
			}

			public void setKey(@Nullable String key) {
				this.key = key;
			}

			public @Nullable Integer getParallelism() {
				return this.parallelism;
			}

			public void setParallelism(@Nullable Integer parallelism) {
				this.parallelism = parallelism;
			}

			public @Nullable Integer getRate() {
				return this.rate;
			}

			public void setRate(@Nullable Integer rate) {
				this.rate = rate;
			}

			public Duration getPeriod() {
				return this.period;
			}

			public void setPeriod(Duration period) {
				this.period = period;
			}

		}

		/**
		 * Properties of the aspect behind {@code @QStashPublish}.
		 */
		public static class Aspect {

			/**
			 * Order of the aspect. By default it surrounds transactions, so that a
			 * message is published after the method's own transaction has committed.
			 */
			private int order = Ordered.LOWEST_PRECEDENCE - 10;

			/**
			 * How long a method that returns a plain value waits for its message to be
			 * accepted. Best longer than the connect and response time-outs together,
			 * whose errors say more.
			 */
			private Duration awaitTimeout = Duration.ofSeconds(45);

			private final Async async = new Async();

			public int getOrder() {
				return this.order;
			}

			public void setOrder(int order) {
				this.order = order;
			}

			public Duration getAwaitTimeout() {
				return this.awaitTimeout;
			}

			public void setAwaitTimeout(Duration awaitTimeout) {
				this.awaitTimeout = awaitTimeout;
			}

			public Async getAsync() {
				return this.async;
			}

			/**
			 * Properties of methods that hand their messages over.
			 */
			public static class Async {

				/**
				 * Messages that are published at once, each on a thread that is started
				 * when it is needed.
				 */
				private int threads = 4;

				/**
				 * Messages that wait for a thread. If there is no room for another, the
				 * caller waits.
				 */
				private int queueCapacity = 1000;

				/**
				 * How long stopping the application waits until all of them are
				 * published.
				 */
				private Duration drainTimeout = Duration.ofSeconds(30);

				public int getThreads() {
					return this.threads;
				}

				public void setThreads(int threads) {
					this.threads = threads;
				}

				public int getQueueCapacity() {
					return this.queueCapacity;
				}

				public void setQueueCapacity(int queueCapacity) {
					this.queueCapacity = queueCapacity;
				}

				public Duration getDrainTimeout() {
					return this.drainTimeout;
				}

				public void setDrainTimeout(Duration drainTimeout) {
					this.drainTimeout = drainTimeout;
				}

			}

		}

	}

	/**
	 * Properties of publishing streams of messages.
	 */
	public static class Batch {

		/**
		 * Messages that one call carries at most.
		 */
		private int maxMessages = 250;

		/**
		 * Size of the messages of one call together, roughly.
		 */
		private DataSize maxSize = DataSize.ofMegabytes(1);

		/**
		 * How long a message waits for others.
		 */
		private Duration maxWait = Duration.ofMillis(50);

		/**
		 * Calls that are under way at once, for each stream.
		 */
		private int concurrency = 4;

		/**
		 * Whether the first call that fails ends the stream, instead of being the result
		 * of its messages.
		 */
		private boolean failFast;

		public int getMaxMessages() {
			return this.maxMessages;
		}

		public void setMaxMessages(int maxMessages) {
			this.maxMessages = maxMessages;
		}

		public DataSize getMaxSize() {
			return this.maxSize;
		}

		public void setMaxSize(DataSize maxSize) {
			this.maxSize = maxSize;
		}

		public Duration getMaxWait() {
			return this.maxWait;
		}

		public void setMaxWait(Duration maxWait) {
			this.maxWait = maxWait;
		}

		public int getConcurrency() {
			return this.concurrency;
		}

		public void setConcurrency(int concurrency) {
			this.concurrency = concurrency;
		}

		public boolean isFailFast() {
			return this.failFast;
		}

		public void setFailFast(boolean failFast) {
			this.failFast = failFast;
		}

	}

	/**
	 * Properties of receiving deliveries.
	 */
	public static class Receiver {

		/**
		 * Difference between the clocks of QStash and of this application that is
		 * tolerated.
		 */
		private Duration clockTolerance = Duration.ZERO;

		/**
		 * Largest body of a delivery; a larger one is answered with 413.
		 */
		private DataSize maxBodySize = DataSize.ofMegabytes(1);

		/**
		 * How long the body of a delivery may take to arrive; a slower one is answered
		 * with 408.
		 */
		private Duration bodyTimeout = Duration.ofSeconds(10);

		/**
		 * How strictly the URL that QStash signed is compared with the URL at which a
		 * delivery arrives.
		 */
		private UrlCheck urlCheck = UrlCheck.AUTO;

		private final Idempotency idempotency = new Idempotency();

		private final SigningKeys signingKeys = new SigningKeys();

		public Duration getClockTolerance() {
			return this.clockTolerance;
		}

		public void setClockTolerance(Duration clockTolerance) {
			this.clockTolerance = clockTolerance;
		}

		public DataSize getMaxBodySize() {
			return this.maxBodySize;
		}

		public void setMaxBodySize(DataSize maxBodySize) {
			this.maxBodySize = maxBodySize;
		}

		public Duration getBodyTimeout() {
			return this.bodyTimeout;
		}

		public void setBodyTimeout(Duration bodyTimeout) {
			this.bodyTimeout = bodyTimeout;
		}

		public UrlCheck getUrlCheck() {
			return this.urlCheck;
		}

		public void setUrlCheck(UrlCheck urlCheck) {
			this.urlCheck = urlCheck;
		}

		public Idempotency getIdempotency() {
			return this.idempotency;
		}

		public SigningKeys getSigningKeys() {
			return this.signingKeys;
		}

		/**
		 * Properties of asking QStash for the signing keys.
		 */
		public static class SigningKeys {

			/**
			 * Whether the signing keys are fetched from QStash, with the token: at
			 * startup, in intervals, and when a delivery was not signed with the current
			 * key. Configured keys are then used until QStash has told others.
			 */
			private boolean fetch;

			/**
			 * Time from one fetch to the next, at least a second.
			 */
			private Duration refreshInterval = Duration.ofHours(1);

			/**
			 * Shortest time between two fetches that deliveries cause, at least a second.
			 */
			private Duration refreshPause = Duration.ofMinutes(1);

			public boolean isFetch() {
				return this.fetch;
			}

			public void setFetch(boolean fetch) {
				this.fetch = fetch;
			}

			public Duration getRefreshInterval() {
				return this.refreshInterval;
			}

			public void setRefreshInterval(Duration refreshInterval) {
				this.refreshInterval = refreshInterval;
			}

			public Duration getRefreshPause() {
				return this.refreshPause;
			}

			public void setRefreshPause(Duration refreshPause) {
				this.refreshPause = refreshPause;
			}

		}

		/**
		 * Properties of handling a message once.
		 */
		public static class Idempotency {

			/**
			 * Whether a message is handled once although it may be delivered more often.
			 */
			private boolean enabled;

			/**
			 * How long a message that was handled is remembered.
			 */
			private Duration ttl = Duration.ofDays(1);

			/**
			 * How long a handler may take. After this time the instance that handles a
			 * message is taken as crashed.
			 */
			private Duration inProgressTimeout = Duration.ofMinutes(5);

			/**
			 * How many ids are remembered in memory at most, two for each delivery. Redis
			 * has no such limit.
			 */
			private long maxEntries = 100_000;

			/**
			 * What the keys in Redis begin with.
			 */
			private String keyPrefix = "qstash:deliveries:";

			public boolean isEnabled() {
				return this.enabled;
			}

			public void setEnabled(boolean enabled) {
				this.enabled = enabled;
			}

			public Duration getTtl() {
				return this.ttl;
			}

			public void setTtl(Duration ttl) {
				this.ttl = ttl;
			}

			public Duration getInProgressTimeout() {
				return this.inProgressTimeout;
			}

			public void setInProgressTimeout(Duration inProgressTimeout) {
				this.inProgressTimeout = inProgressTimeout;
			}

			public long getMaxEntries() {
				return this.maxEntries;
			}

			public void setMaxEntries(long maxEntries) {
				this.maxEntries = maxEntries;
			}

			public String getKeyPrefix() {
				return this.keyPrefix;
			}

			public void setKeyPrefix(String keyPrefix) {
				this.keyPrefix = keyPrefix;
			}

		}

	}

	/**
	 * Properties of listener methods.
	 */
	public static class Listener {

		/**
		 * Path that goes before the paths of all methods annotated with @QStashListener.
		 */
		private String basePath = "/qstash";

		public String getBasePath() {
			return this.basePath;
		}

		public void setBasePath(String basePath) {
			this.basePath = basePath;
		}

	}

}
