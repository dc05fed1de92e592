package io.github.qstash.receive;

import java.util.Set;

import org.springframework.http.HttpMethod;
import org.springframework.http.server.PathContainer;
import org.springframework.web.util.pattern.PathPattern;

/**
 * A path at which this application receives deliveries.
 *
 * @param path the path below the context path, maybe with patterns
 * @param receiver name of the controller or the method that handles the deliveries
 * @since 1.0.0
 */
public record QStashEndpoint(PathPattern path, String receiver) {

	private static final Set<HttpMethod> METHODS = Set.of(HttpMethod.POST, HttpMethod.PUT, HttpMethod.PATCH,
			HttpMethod.DELETE);

	/**
	 * Return the HTTP methods that deliveries may have.
	 * @return the methods
	 */
	static HttpMethod[] allowed() {
		return new HttpMethod[] { HttpMethod.GET, HttpMethod.POST, HttpMethod.PUT, HttpMethod.PATCH,
				HttpMethod.DELETE };
	}

	/**
	 * Return whether a request would be taken for a delivery, genuine or not. A GET
	 * request without a signature is not one, since the path may have a page as well.
	 * @param method the HTTP method
	 * @param path the path below the context path
	 * @param signed whether there is a signature, valid or not
	 * @return whether it would be received here
	 */
	boolean receives(HttpMethod method, PathContainer path, boolean signed) {
		return (METHODS.contains(method) || (method.equals(HttpMethod.GET) && signed)) && this.path.matches(path);
	}

	@Override
	public String toString() {
		return this.path.getPatternString() + " → " + this.receiver;
	}

}
