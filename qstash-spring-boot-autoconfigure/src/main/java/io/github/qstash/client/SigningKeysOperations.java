package io.github.qstash.client;

import reactor.core.publisher.Mono;

/**
 * The signing keys of the account, as QStash knows them. All work happens on
 * subscription.
 *
 * @since 1.0.0
 * @see <a href="https://upstash.com/docs/qstash/howto/roll-signing-keys">QStash: roll
 * signing keys</a>
 */
public interface SigningKeysOperations {

	/**
	 * Ask for the keys that deliveries are signed with. Made again when there is no
	 * answer, or one that promises a better one later.
	 * @return the keys, or a {@link QStashException} if QStash refuses, cannot be
	 * reached, or answers something else
	 */
	Mono<SigningKeyPair> get();

}
