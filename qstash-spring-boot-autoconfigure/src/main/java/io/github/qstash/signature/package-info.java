/**
 * Signatures of deliveries: the verifier, the signer, the claims and the reasons of a
 * rejection. Needs the JDK and a JSON reader, nothing else.
 *
 * @see <a href="https://upstash.com/docs/qstash/features/security">QStash: security</a>
 */
@NullMarked
package io.github.qstash.signature;

import org.jspecify.annotations.NullMarked;
