package io.github.qstash.signature;

/**
 * Why a delivery was rejected. The reasons are in the order of the checks, and the first
 * check that fails decides. From {@link #ISSUER} on, the signature itself was genuine.
 *
 * @since 1.0.0
 */
public enum RejectionReason {

	/** There is no signature. */
	MISSING("there is no signature"),

	/** The signature is not a compact JWT with strict Base64 and JSON. */
	MALFORMED("it is not a well-formed JWT"),

	/** The algorithm is another one than HS256. */
	ALGORITHM("its algorithm is not HS256"),

	/** Neither the current nor the next signing key made this signature. */
	SIGNATURE("neither signing key matches"),

	/** The issuer is not {@code Upstash}. */
	ISSUER("its issuer is not Upstash"),

	/** The signature has expired or does not say when it expires. */
	EXPIRED("it has expired or names no expiry"),

	/** The signature is not valid yet. */
	NOT_YET_VALID("it is not valid yet"),

	/** The delivery was made for another URL. */
	SUBJECT("it was made for another URL"),

	/** The body is not the one that was signed. */
	BODY("it was made for another body");

	private final String explanation;

	RejectionReason(String explanation) {
		this.explanation = explanation;
	}

	/**
	 * Return the reason in words.
	 * @return half a sentence about the signature, without a subject or a full stop
	 */
	String explanation() {
		return this.explanation;
	}

}
