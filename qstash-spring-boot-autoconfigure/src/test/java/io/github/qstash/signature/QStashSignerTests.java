package io.github.qstash.signature;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class QStashSignerTests {

	private static final Clock CLOCK = Clock.fixed(Instant.ofEpochSecond(1767225600), ZoneOffset.UTC);

	private final QStashSigner signer = new QStashSigner(TestTokens.CURRENT_KEY, CLOCK, () -> "jwt_1");

	@Test
	void shouldSignExactlyAsQStashDoes() {
		String claims = "{\"iss\":\"Upstash\",\"sub\":\"https://example.com/api/webhook\",\"exp\":1767225900,\"nbf\":0,"
				+ "\"iat\":1767225600,\"jti\":\"jwt_1\",\"body\":\"k6I5cakU5erL8KjSUVTNownDwccvu5kU1Hxg88toFYg=\"}";
		assertThat(this.signer.sign(TestTokens.URL, TestTokens.BODY)).isEqualTo(TestTokens.token(claims));
	}

	@Test
	void shouldMakeTheGoldenSignature() {
		Map<String, Object> claims = this.signer.claims(TestTokens.URL, TestTokens.BODY);
		claims.put("nbf", 1767225600);
		claims.put("jti", "jwt_V1");
		assertThat(this.signer.sign(claims))
			.isEqualTo("eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJpc3MiOiJVcHN0YXNoIiwic3ViIjoiaHR0cHM6Ly9leGFtcGxlLmNv"
					+ "bS9hcGkvd2ViaG9vayIsImV4cCI6MTc2NzIyNTkwMCwibmJmIjoxNzY3MjI1NjAwLCJpYXQiOjE3NjcyMjU2MDAsImp0aSI6Imp3"
					+ "dF9WMSIsImJvZHkiOiJrNkk1Y2FrVTVlckw4S2pTVVZUTm93bkR3Y2N2dTVrVTFIeGc4OHRvRllnPSJ9.H3_VdnphpTHRkaJc4JZz"
					+ "RSjzHccsm9KYXFioq2Q_oqQ");
	}

	@Test
	void whenBodyIsEmptyThenSignsTheHashOfNoBytes() {
		assertThat(this.signer.claims(TestTokens.URL, new byte[0])).containsEntry("body",
				"47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU=");
	}

	@Test
	void whenClaimsAreChangedThenSignsTheChange() {
		Map<String, Object> claims = this.signer.claims(TestTokens.URL, TestTokens.BODY);
		claims.put("exp", 1);
		QStashSignatureVerifier verifier = new QStashSignatureVerifier(SigningKeys.of(TestTokens.CURRENT_KEY, null),
				CLOCK, Duration.ZERO);
		assertThatExceptionOfType(SignatureRejectedException.class)
			.isThrownBy(() -> verifier.verify(this.signer.sign(claims), TestTokens.BODY, SubjectCheck.none()))
			.extracting(SignatureRejectedException::reason)
			.isEqualTo(RejectionReason.EXPIRED);
	}

	@Test
	void whenNoIdsAreGivenThenEachSignatureHasItsOwn() {
		QStashSigner random = new QStashSigner(TestTokens.CURRENT_KEY, CLOCK);
		Object first = random.claims(TestTokens.URL, TestTokens.BODY).get("jti");
		Object second = random.claims(TestTokens.URL, TestTokens.BODY).get("jti");
		assertThat(first).asString().matches("jwt_[A-Za-z0-9_-]{28}").isNotEqualTo(second);
	}

	@Test
	void shouldNotShowItsKey() {
		assertThat(this.signer.toString()).doesNotContain(TestTokens.CURRENT_KEY);
	}

}
