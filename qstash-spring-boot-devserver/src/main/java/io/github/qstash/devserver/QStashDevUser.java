package io.github.qstash.devserver;

import java.util.List;

/**
 * A test user of the development server. The four there are belong to QStash's own
 * development server too; their tokens and keys are published by its vendor and protect
 * nothing.
 *
 * @param userId name of the user
 * @param token token that opens the user's account
 * @param currentSigningKey key that the user's deliveries are signed with at first, and
 * again after a {@linkplain QStashDevServer#reset() reset}
 * @param nextSigningKey key that they are signed with after a rotation of the keys
 * @since 1.0.0
 * @see <a href="https://upstash.com/docs/qstash/howto/local-development">QStash: local
 * development</a>
 */
public record QStashDevUser(String userId, String token, String currentSigningKey, String nextSigningKey) {

	static final List<QStashDevUser> ALL = List.of(
			new QStashDevUser("defaultUser", "eyJVc2VySUQiOiJkZWZhdWx0VXNlciIsIlBhc3N3b3JkIjoiZGVmYXVsdFBhc3N3b3JkIn0=",
					"sig_7kYjw48mhY7kAjqNGcy6cr29RJ6r", "sig_5ZB6DVzB1wjE8S6rZ7eenA8Pdnhs"),
			new QStashDevUser("testUser1", "eyJVc2VySUQiOiJ0ZXN0VXNlcjEiLCJQYXNzd29yZCI6InRlc3RQYXNzd29yZCJ9",
					"sig_7GVPjvuwsfqF65iC8fSrs1dfYruM", "sig_5NoELc3EFnZn4DVS5bDs2Nk4b7Ua"),
			new QStashDevUser("testUser2", "eyJVc2VySUQiOiJ0ZXN0VXNlcjIiLCJQYXNzd29yZCI6InRlc3RQYXNzd29yZCJ9",
					"sig_6jWGaWRxHsw4vMSPJprXadyvrybF", "sig_7qHbvhmahe5GwfePDiS5Lg3pi6Qx"),
			new QStashDevUser("testUser3", "eyJVc2VySUQiOiJ0ZXN0VXNlcjMiLCJQYXNzd29yZCI6InRlc3RQYXNzd29yZCJ9",
					"sig_5T8FcSsynBjn9mMLBsXhpacRovJf", "sig_7GFR4YaDshFcqsxWRZpRB161jguD"));

	/**
	 * Name the user only.
	 */
	@Override
	public String toString() {
		return "QStashDevUser[" + this.userId + "]";
	}

}
