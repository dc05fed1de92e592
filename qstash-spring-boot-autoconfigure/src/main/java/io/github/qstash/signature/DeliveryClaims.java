package io.github.qstash.signature;

import java.time.Instant;

import org.jspecify.annotations.Nullable;

/**
 * What the verified signature of a delivery says.
 *
 * @param issuer who signed, always {@code Upstash}
 * @param subject the URL that QStash called
 * @param expiresAt the instant from which the signature is not valid any more
 * @param notBefore the instant until which the signature is not valid yet
 * @param issuedAt the instant of signing
 * @param id the id of the signature; another one for each attempt of a message
 * @param key the key that matched
 * @since 1.0.0
 * @see <a href="https://upstash.com/docs/qstash/features/security">QStash: claims</a>
 */
public record DeliveryClaims(String issuer, @Nullable String subject, Instant expiresAt, @Nullable Instant notBefore,
		@Nullable Instant issuedAt, @Nullable String id, MatchedKey key) {

}
