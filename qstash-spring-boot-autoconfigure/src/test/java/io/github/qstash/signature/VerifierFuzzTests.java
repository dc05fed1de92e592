package io.github.qstash.signature;

import java.nio.charset.StandardCharsets;
import java.time.Duration;

import com.code_intelligence.jazzer.junit.FuzzTest;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Looks for input that the verifier accepts although nobody signed it, or that it answers
 * with anything but a reason. Replays what was found before; searches with the variable
 * {@code JAZZER_FUZZ=1}, see CONTRIBUTING.md.
 */
class VerifierFuzzTests {

	private static final JsonMapper JSON = JsonMapper.builder().build();

	private static final QStashSignatureVerifier VERIFIER = new QStashSignatureVerifier(
			SigningKeys.of(TestTokens.CURRENT_KEY, TestTokens.NEXT_KEY), TestTokens.CLOCK, Duration.ZERO);

	@FuzzTest(maxDuration = "3m")
	void nobodyButTheKeyMakesATokenThatIsAccepted(byte[] token) {
		String text = new String(token, StandardCharsets.ISO_8859_1);
		try {
			VERIFIER.verify(text, TestTokens.BODY, SubjectCheck.exactly(TestTokens.URL));
		}
		catch (SignatureRejectedException ex) {
			return;
		}
		if (!text.equals(TestTokens.token(TestTokens.CLAIMS))) {
			throw new AssertionError("Accepted a token that was not made: " + text);
		}
	}

	/**
	 * Signed, so that the search gets to what is behind the signature.
	 */
	@FuzzTest(maxDuration = "3m")
	void onlyGenuineClaimsAreAccepted(byte[] headerAndClaims) {
		String[] lines = new String(headerAndClaims, StandardCharsets.UTF_8).split("\n", 2);
		String header = (lines.length == 2) ? lines[0] : TestTokens.HEADER;
		String claims = lines[lines.length - 1];
		try {
			VERIFIER.verify(TestTokens.token(header, claims, TestTokens.CURRENT_KEY), TestTokens.BODY,
					SubjectCheck.exactly(TestTokens.URL));
		}
		catch (SignatureRejectedException ex) {
			return;
		}
		JsonNode read = JSON.readTree(claims);
		boolean genuine = "HS256".equals(JSON.readTree(header).path("alg").asString())
				&& "Upstash".equals(read.path("iss").asString()) && TestTokens.URL.equals(read.path("sub").asString())
				&& read.path("exp").longValue() > TestTokens.NOW.getEpochSecond()
				&& (!read.has("nbf") || read.path("nbf").longValue() <= TestTokens.NOW.getEpochSecond())
				&& TestTokens.hash(TestTokens.BODY).equals(read.path("body").asString().replaceAll("=+$", ""));
		if (!genuine) {
			throw new AssertionError("Accepted header " + header + " and claims " + claims);
		}
	}

}
