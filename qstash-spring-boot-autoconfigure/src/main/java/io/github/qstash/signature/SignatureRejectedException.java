package io.github.qstash.signature;

import org.jspecify.annotations.Nullable;

/**
 * Thrown when a delivery is not genuine. Has no stack trace: whoever forges signatures
 * must not make this application work for it.
 *
 * @since 1.0.0
 */
public class SignatureRejectedException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	private final RejectionReason reason;

	private final @Nullable String subject;

	SignatureRejectedException(RejectionReason reason, @Nullable String subject) {
		super("Signature rejected, " + reason + ": " + reason.explanation(), null, true, false);
		this.reason = reason;
		this.subject = subject;
	}

	/**
	 * Return why the delivery was rejected.
	 * @return the first check that failed
	 */
	public RejectionReason reason() {
		return this.reason;
	}

	/**
	 * Return the URL that the signature was made for. It can be trusted to come from
	 * QStash.
	 * @return the {@code sub} claim, or {@code null} if there is none or neither signing
	 * key matched
	 */
	public @Nullable String subject() {
		return this.subject;
	}

}
