package io.github.qstash.autoconfigure;

import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.Locale;
import java.util.regex.Pattern;

import io.github.qstash.autoconfigure.QStashProperties.Client.Proxy;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import reactor.netty.http.client.HttpClient;
import reactor.netty.transport.ProxyProvider;

import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.util.PatternMatchUtils;
import org.springframework.util.StringUtils;

/**
 * The proxy on the way to QStash, from {@code qstash.client.proxy.*}.
 */
final class QStashProxy {

	// a name or an IPv4 address, or an IPv6 address: neither a scheme, a port nor a path
	private static final Pattern HOST = Pattern.compile("[^\\s/:@]+|[0-9A-Fa-f]*:[0-9A-Fa-f.]*:[0-9A-Fa-f:.]*");

	private final Proxy properties;

	private final String host;

	private final int port;

	private final String[] direct;

	private QStashProxy(Proxy properties, String host, int port) {
		this.properties = properties;
		this.host = host;
		this.port = port;
		this.direct = properties.getNonProxyHosts()
			.stream()
			.map((pattern) -> pattern.toLowerCase(Locale.ROOT))
			.toArray(String[]::new);
	}

	/**
	 * Read the properties.
	 * @param properties the properties
	 * @return the proxy, or {@code null} if there is none
	 * @throws InvalidConfigurationPropertyValueException if properties are wrong or
	 * missing; the password is never shown
	 */
	static @Nullable QStashProxy of(Proxy properties) {
		String host = properties.getHost();
		Integer port = properties.getPort();
		boolean username = StringUtils.hasText(properties.getUsername());
		boolean password = StringUtils.hasText(properties.getPassword());
		if (!StringUtils.hasText(host)) {
			require(port == null && !username && !password, "host", null,
					"It must be set when another property of 'qstash.client.proxy' is.");
			return null;
		}
		// not named after the host, whose value the failure analysis would show
		require(!host.contains("@"), "username", null,
				"It must be set instead of a user in 'qstash.client.proxy.host'.");
		require(HOST.matcher(host).matches(), "host", host,
				"It must be a host name or an IP address, without scheme and port, such as proxy.example.com.");
		int checkedPort = (port != null) ? port : 0;
		require(checkedPort >= 1 && checkedPort <= 65535, "port", port, "It must be between 1 and 65535.");
		if (properties.getType() == ProxyProvider.Proxy.SOCKS4) {
			require(!password, "type", properties.getType(), "It must be HTTP or SOCKS5 when there is a password.");
		}
		else {
			require(username == password, "username", properties.getUsername(),
					"It must be set together with 'qstash.client.proxy.password'.");
		}
		return new QStashProxy(properties, host, checkedPort);
	}

	private static void require(boolean condition, String property, @Nullable Object value, String reason) {
		if (!condition) {
			throw new InvalidConfigurationPropertyValueException("qstash.client.proxy." + property, value, reason);
		}
	}

	HttpClient applyTo(HttpClient client, Duration connectTimeout) {
		// the proxy's name is looked up whenever a connection is needed, which may block
		return client.proxyWhen((config, proxy) -> Mono.fromSupplier(() -> describe(proxy, connectTimeout))
			.subscribeOn(Schedulers.boundedElastic()));
	}

	private ProxyProvider.Builder describe(ProxyProvider.TypeSpec proxy, Duration connectTimeout) {
		ProxyProvider.Builder builder = proxy.type(this.properties.getType())
			.host(this.host)
			.port(this.port)
			.nonProxyHostsPredicate(this::isReachedDirectly)
			.connectTimeoutMillis(connectTimeout.toMillis());
		String username = this.properties.getUsername();
		String password = this.properties.getPassword();
		if (StringUtils.hasText(username)) {
			builder.username(username);
		}
		if (StringUtils.hasText(password)) {
			builder.password((user) -> password);
		}
		return builder;
	}

	private boolean isReachedDirectly(SocketAddress address) {
		return address instanceof InetSocketAddress target
				&& PatternMatchUtils.simpleMatch(this.direct, target.getHostString().toLowerCase(Locale.ROOT));
	}

}
