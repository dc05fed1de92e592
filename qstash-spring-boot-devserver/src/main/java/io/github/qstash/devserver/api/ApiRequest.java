package io.github.qstash.devserver.api;

import java.util.Map;

import io.github.qstash.devserver.runtime.Account;

/**
 * What came in, after it was found to be allowed.
 *
 * @param account whose request it is
 * @param path values of the variables in the path
 * @param query the raw query
 * @param headers the headers
 * @param body the body
 * @param callerIp address of the caller
 */
record ApiRequest(Account account, Map<String, String> path, RawQuery query, HeaderLines headers, byte[] body,
		String callerIp) {

	String path(String variable) {
		String value = this.path.get(variable);
		if (value == null) {
			throw new IllegalStateException("The route has no variable " + variable);
		}
		return value;
	}

}
