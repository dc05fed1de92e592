package io.github.qstash.devserver.dashboard;

import io.github.qstash.devserver.runtime.Account;

/**
 * A test user whose account the dashboard shows.
 *
 * @param userId name of the user
 * @param token token with which the page calls the API
 * @param account the account
 * @since 1.0.0
 */
public record DashboardUser(String userId, String token, Account account) {

	/**
	 * Name the user only.
	 */
	@Override
	public String toString() {
		return "DashboardUser[" + this.userId + "]";
	}

}
