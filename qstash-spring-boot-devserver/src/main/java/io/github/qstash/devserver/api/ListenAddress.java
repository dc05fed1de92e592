package io.github.qstash.devserver.api;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.List;

import io.netty.util.NetUtil;

/**
 * Where the server listens, and what that place is called.
 */
final class ListenAddress {

	private final String host;

	private final InetAddress address;

	/**
	 * Create an address.
	 * @param host name or address of an interface of this machine
	 * @throws UnknownHostException if the name means nothing
	 */
	ListenAddress(String host) throws UnknownHostException {
		this.host = host;
		this.address = InetAddress.getByName(host);
	}

	InetSocketAddress withPort(int port) {
		return new InetSocketAddress(this.address, port);
	}

	/**
	 * Return the host of the URL under which this machine reaches the server.
	 * @return {@code localhost} if that leads here, else the address
	 */
	String reachableHost() {
		return (this.address.isAnyLocalAddress() || literal().equals("127.0.0.1")) ? "localhost" : literal();
	}

	/**
	 * Return the names that mean this place and no other. An address that means all
	 * interfaces is not one: web pages use it to get around the rules of browsers.
	 * @return the names
	 */
	List<String> names() {
		return this.address.isAnyLocalAddress() ? List.of() : List.of(this.host, literal());
	}

	private String literal() {
		String literal = NetUtil.toAddressString(this.address);
		return (this.address instanceof Inet6Address) ? "[" + literal + "]" : literal;
	}

}
