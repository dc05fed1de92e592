package io.github.qstash.signature;

import java.io.IOException;
import java.io.InputStream;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * The vectors of {@code vectors.json}, checked against three other implementations when
 * they were made.
 */
class SignatureVectorTests {

	private static final List<Vector> VECTORS = read();

	@ParameterizedTest
	@MethodSource("accepted")
	void whenVectorIsGenuineThenReturnsItsClaims(Vector vector) {
		DeliveryClaims claims = verify(vector);
		assertThat(claims.key()).isEqualTo(vector.acceptedWith());
		assertThat(claims.issuer()).isEqualTo("Upstash");
		assertThat(claims.subject()).isEqualTo(vector.url());
		assertThat(claims.id()).isEqualTo("jwt_" + vector.id());
		assertThat(claims.issuedAt()).isEqualTo(Instant.ofEpochSecond(1767225600));
		assertThat(claims.expiresAt()).isAfter(TestTokens.NOW);
	}

	@ParameterizedTest
	@MethodSource("rejected")
	void whenVectorIsForgedThenRejectsItForItsReason(Vector vector) {
		assertThatExceptionOfType(SignatureRejectedException.class).isThrownBy(() -> verify(vector))
			.extracting(SignatureRejectedException::reason)
			.isEqualTo(vector.rejectedBecause());
	}

	@Test
	void shouldKnowAllVectors() {
		assertThat(accepted()).hasSize(5);
		assertThat(rejected()).hasSize(28);
	}

	private static DeliveryClaims verify(Vector vector) {
		Instant now = Instant.ofEpochSecond(Objects.requireNonNullElse(vector.now(), TestTokens.NOW.getEpochSecond()));
		return new QStashSignatureVerifier(SigningKeys.of(TestTokens.CURRENT_KEY, TestTokens.NEXT_KEY),
				Clock.fixed(now, ZoneOffset.UTC), Duration.ZERO)
			.verify(vector.token(), vector.body(), SubjectCheck.exactly(vector.url()));
	}

	static Stream<Vector> accepted() {
		return VECTORS.stream().filter((vector) -> vector.acceptedWith() != null);
	}

	static Stream<Vector> rejected() {
		return VECTORS.stream().filter((vector) -> vector.rejectedBecause() != null);
	}

	private static List<Vector> read() {
		try (InputStream json = SignatureVectorTests.class.getResourceAsStream("vectors.json")) {
			return Arrays.asList(JsonMapper.shared().readValue(json, Vector[].class));
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
	}

	record Vector(String id, String title, @Nullable MatchedKey acceptedWith, @Nullable RejectionReason rejectedBecause,
			String url, byte[] body, String token, @Nullable Long now) {

		@Override
		public String toString() {
			return this.id + " " + this.title;
		}

	}

}
