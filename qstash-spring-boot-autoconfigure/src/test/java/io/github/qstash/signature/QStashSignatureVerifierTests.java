package io.github.qstash.signature;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

class QStashSignatureVerifierTests {

	private static final SigningKeys KEYS = SigningKeys.of(TestTokens.CURRENT_KEY, TestTokens.NEXT_KEY);

	private static final String ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

	private final QStashSignatureVerifier verifier = new QStashSignatureVerifier(KEYS, TestTokens.CLOCK, Duration.ZERO);

	@Test
	void whenSignedWithCurrentKeyThenReturnsAllClaims() {
		DeliveryClaims claims = this.verifier.verify(TestTokens.token(TestTokens.CLAIMS), TestTokens.BODY,
				SubjectCheck.exactly(TestTokens.URL));
		assertThat(claims).isEqualTo(new DeliveryClaims("Upstash", TestTokens.URL, Instant.ofEpochSecond(1767225900),
				Instant.EPOCH, Instant.ofEpochSecond(1767225600), "jwt_1", MatchedKey.CURRENT));
	}

	@Test
	void whenSignedWithNextKeyThenSaysSo() {
		DeliveryClaims claims = this.verifier.verify(
				TestTokens.token(TestTokens.HEADER, TestTokens.CLAIMS, TestTokens.NEXT_KEY), TestTokens.BODY,
				SubjectCheck.exactly(TestTokens.URL));
		assertThat(claims.key()).isEqualTo(MatchedKey.NEXT);
	}

	@Test
	void whenNextKeyIsNotKnownThenRejectsItsSignatures() {
		QStashSignatureVerifier withoutNext = new QStashSignatureVerifier(SigningKeys.of(TestTokens.CURRENT_KEY, null),
				TestTokens.CLOCK, Duration.ZERO);
		assertThat(reason(withoutNext, TestTokens.token(TestTokens.HEADER, TestTokens.CLAIMS, TestTokens.NEXT_KEY),
				TestTokens.BODY))
			.isEqualTo(RejectionReason.SIGNATURE);
		assertThat(reason(withoutNext, TestTokens.token(TestTokens.CLAIMS), TestTokens.BODY)).isNull();
	}

	@Test
	void whenKeysWereRotatedOnceThenAcceptsAndTwiceThenRejects() {
		String formerNext = TestTokens.token(TestTokens.HEADER, TestTokens.CLAIMS, TestTokens.NEXT_KEY);
		String newNext = TestTokens.token(TestTokens.HEADER, TestTokens.CLAIMS, "sig_made_by_the_second_rotation_");
		assertThat(reason(formerNext)).isNull();
		assertThat(reason(newNext)).isEqualTo(RejectionReason.SIGNATURE);
	}

	@Test
	void whenKeysChangeWhileRunningThenTheNextDeliveryIsVerifiedWithTheNewOnes() {
		AtomicReference<SigningKeys> keys = new AtomicReference<>(KEYS);
		QStashSignatureVerifier rotating = new QStashSignatureVerifier((region) -> keys.get(), TestTokens.CLOCK,
				Duration.ZERO);
		String withNewKey = TestTokens.token(TestTokens.HEADER, TestTokens.CLAIMS, "sig_new");
		assertThat(reason(rotating, withNewKey, TestTokens.BODY)).isEqualTo(RejectionReason.SIGNATURE);
		keys.set(SigningKeys.of(TestTokens.NEXT_KEY, "sig_new"));
		assertThat(reason(rotating, withNewKey, TestTokens.BODY)).isNull();
		assertThat(reason(rotating, TestTokens.token(TestTokens.CLAIMS), TestTokens.BODY))
			.isEqualTo(RejectionReason.SIGNATURE);
	}

	@Test
	void whenRegionIsGivenThenItsKeysVerify() {
		QStashSignatureVerifier regional = new QStashSignatureVerifier(
				(region) -> "EU-CENTRAL-1".equals(region) ? SigningKeys.of("sig_eu", null) : KEYS, TestTokens.CLOCK,
				Duration.ZERO);
		String fromEurope = TestTokens.token(TestTokens.HEADER, TestTokens.CLAIMS, "sig_eu");
		SubjectCheck check = SubjectCheck.exactly(TestTokens.URL);
		assertThat(regional.begin(fromEurope, "EU-CENTRAL-1", check).verify(TestTokens.BODY).key())
			.isEqualTo(MatchedKey.CURRENT);
		assertThatExceptionOfType(SignatureRejectedException.class)
			.isThrownBy(() -> regional.begin(fromEurope, "US-EAST-1", check));
		assertThat(reason(regional, TestTokens.token(TestTokens.CLAIMS), TestTokens.BODY)).isNull();
	}

	@Test
	void whenNoKeysAreKnownThenSaysSoAndDoesNotReject() {
		QStashSignatureVerifier without = new QStashSignatureVerifier((region) -> {
			throw new IllegalStateException("no keys yet");
		}, TestTokens.CLOCK, Duration.ZERO);
		assertThatIllegalStateException()
			.isThrownBy(() -> without.begin(TestTokens.token(TestTokens.CLAIMS), SubjectCheck.none()))
			.withMessage("no keys yet");
		assertThat(reason(without, "malformed", TestTokens.BODY)).isEqualTo(RejectionReason.MALFORMED);
	}

	@Test
	void whenMatchingKeySignedWrongClaimsThenReportsTheClaimAndNotTheOtherKey() {
		assertThat(reason(TestTokens.token(claims("\"Upstash\"", "\"Other\"")))).isEqualTo(RejectionReason.ISSUER);
	}

	@Test
	void whenKeysAreShorterThanTheHashThenVerifies() {
		QStashSignatureVerifier shortKeys = new QStashSignatureVerifier(SigningKeys.of("k", "ключ"), TestTokens.CLOCK,
				Duration.ZERO);
		assertThat(reason(shortKeys, TestTokens.token(TestTokens.HEADER, TestTokens.CLAIMS, "k"), TestTokens.BODY))
			.isNull();
		assertThat(reason(shortKeys, TestTokens.token(TestTokens.HEADER, TestTokens.CLAIMS, "ключ"), TestTokens.BODY))
			.isNull();
		assertThat(reason(shortKeys, TestTokens.token(TestTokens.CLAIMS), TestTokens.BODY))
			.isEqualTo(RejectionReason.SIGNATURE);
	}

	@Test
	void whenThereIsNoSignatureThenSaysMissing() {
		assertThat(reason(null)).isEqualTo(RejectionReason.MISSING);
	}

	@ParameterizedTest
	@ValueSource(strings = { "", ".", "..", "...", "a.b", "a..b", ".a.b", "a.b.", "ä.b.c", "a.b.c d", " ", "\u0000" })
	void whenTokenHasNoThreeSegmentsThenIsMalformed(String token) {
		assertThat(reason(token)).isEqualTo(RejectionReason.MALFORMED);
	}

	@Test
	void whenSignatureIsEmptyThenIsMalformed() {
		String token = TestTokens.token(TestTokens.CLAIMS);
		assertThat(reason(token.substring(0, token.lastIndexOf('.') + 1))).isEqualTo(RejectionReason.MALFORMED);
	}

	@ParameterizedTest
	@ValueSource(strings = { " %s", "%s ", "%s\n", "\t%s", "%s=", "%s==", "%s.", ".%s", "%s.x", "Bearer %s", "%s,%<s" })
	void whenSomethingSurroundsTheTokenThenIsMalformed(String pattern) {
		assertThat(reason(pattern.formatted(TestTokens.token(TestTokens.CLAIMS)))).isEqualTo(RejectionReason.MALFORMED);
	}

	@Test
	void whenUnusedBitsOfTheSignatureAreSetThenIsMalformed() {
		String token = TestTokens.token(TestTokens.CLAIMS);
		char sameBytes = ALPHABET.charAt(ALPHABET.indexOf(token.charAt(token.length() - 1)) + 1);
		assertThat(reason(token.substring(0, token.length() - 1) + sameBytes)).isEqualTo(RejectionReason.MALFORMED);
	}

	@Test
	void whenSegmentsAreSpelledInAnotherWayThenIsMalformedDespiteACorrectMac() {
		String header = TestTokens.base64(TestTokens.HEADER);
		String claims = TestTokens.base64(TestTokens.CLAIMS + " ".repeat((5 - TestTokens.CLAIMS.length() % 3) % 3)); // 4n+3
		assertThat(reason(TestTokens.signed(header + "." + claims, TestTokens.CURRENT_KEY))).isNull();
		assertThat(reason(TestTokens.signed(header + "." + claims + "=", TestTokens.CURRENT_KEY)))
			.isEqualTo(RejectionReason.MALFORMED);
		assertThat(reason(TestTokens.signed(header + "." + claims.substring(0, 8) + "\n" + claims.substring(8),
				TestTokens.CURRENT_KEY)))
			.isEqualTo(RejectionReason.MALFORMED);
		assertThat(reason(TestTokens.signed(header + "==." + claims, TestTokens.CURRENT_KEY)))
			.isEqualTo(RejectionReason.MALFORMED);
	}

	@ParameterizedTest
	@ValueSource(ints = { 1, 2 })
	void whenLastLetterIsNotTheOneOfTheEncoderThenIsMalformedDespiteACorrectMac(int unused) {
		String payload = TestTokens.CLAIMS + " ".repeat((3 + unused - TestTokens.CLAIMS.length() % 3) % 3);
		String genuine = TestTokens.base64(TestTokens.HEADER) + "." + TestTokens.base64(payload);
		int spellings = 0;
		for (char letter : ALPHABET.toCharArray()) {
			String token = genuine.substring(0, genuine.length() - 1) + letter;
			if (token.equals(genuine)) {
				assertThat(reason(TestTokens.signed(token, TestTokens.CURRENT_KEY))).isNull();
			}
			else {
				spellings += (reason(TestTokens.signed(token, TestTokens.CURRENT_KEY)) != null) ? 1 : 0;
			}
		}
		assertThat(spellings).isEqualTo(ALPHABET.length() - 1);
	}

	@Test
	void whenStandardAlphabetIsUsedThenIsMalformed() {
		String claims = TestTokens.base64(claims("\"jwt_1\"", "\"\u00ff\u00fe>>>???\""));
		assertThat(claims).containsAnyOf("-", "_");
		assertThat(
				reason(TestTokens.signed(TestTokens.base64(TestTokens.HEADER) + "." + claims, TestTokens.CURRENT_KEY)))
			.isNull();
		assertThat(reason(TestTokens.signed(
				TestTokens.base64(TestTokens.HEADER) + "." + claims.replace('-', '+').replace('_', '/'),
				TestTokens.CURRENT_KEY)))
			.isEqualTo(RejectionReason.MALFORMED);
	}

	@ParameterizedTest
	@ValueSource(strings = { "{\"alg\":\"none\",\"alg\":\"HS256\"}", "{\"alg\":\"HS256\",\"alg\":\"HS256\"}",
			"{\"alg\":\"HS256\"}{}", "{\"alg\":\"HS256\"} x", "{\"alg\":\"HS256\"", "[\"HS256\"]", "\"HS256\"", "null",
			"{'alg':'HS256'}", "{alg:\"HS256\"}", "{\"alg\":\"HS256\",}", "/**/{\"alg\":\"HS256\"}",
			"\ufeff{\"alg\":\"HS256\"}", "{\"alg\":\"HS256\",\"crit\":[\"exp\"]}",
			"{\"alg\":\"HS256\",\"crit\":null}" })
	void whenHeaderIsNotStrictJsonThenIsMalformed(String header) {
		assertThat(reason(TestTokens.token(header, TestTokens.CLAIMS, TestTokens.CURRENT_KEY)))
			.isEqualTo(RejectionReason.MALFORMED);
	}

	@Test
	void whenHeaderIsNotUtf8ThenIsMalformed() {
		String header = TestTokens.base64("{\"alg\":\"HS256\"}".getBytes(StandardCharsets.UTF_16BE));
		assertThat(
				reason(TestTokens.signed(header + "." + TestTokens.base64(TestTokens.CLAIMS), TestTokens.CURRENT_KEY)))
			.isEqualTo(RejectionReason.MALFORMED);
	}

	@ParameterizedTest
	@ValueSource(strings = { "{}", "{\"alg\":null}", "{\"alg\":256}", "{\"alg\":\"hs256\"}", "{\"alg\":\"HS256 \"}",
			"{\"alg\":[\"HS256\"]}", "{\"ALG\":\"HS256\"}", "{\"alg\":\"\"}", "{\"alg\":\"HS512\"}" })
	void whenAlgorithmIsNotHs256ThenRejectsBeforeTheMac(String header) {
		assertThat(reason(TestTokens.token(header, TestTokens.CLAIMS, "another key")))
			.isEqualTo(RejectionReason.ALGORITHM);
		assertThat(reason(TestTokens.token(header, TestTokens.CLAIMS, TestTokens.CURRENT_KEY)))
			.isEqualTo(RejectionReason.ALGORITHM);
	}

	@ParameterizedTest
	@ValueSource(strings = { "{\"alg\":\"HS256\"}", "{\"typ\":\"JWT\",\"alg\":\"HS256\"}",
			"{ \"alg\" : \"HS256\", \"kid\" : \"1\", \"typ\" : null }" })
	void whenHeaderIsUnusualButSaysHs256ThenAccepts(String header) {
		assertThat(reason(TestTokens.token(header, TestTokens.CLAIMS, TestTokens.CURRENT_KEY))).isNull();
	}

	@Test
	void whenClaimsAreNotStrictJsonThenIsMalformed() {
		String end = TestTokens.CLAIMS.substring(0, TestTokens.CLAIMS.length() - 1);
		assertThat(reason(TestTokens.token(end + ",\"iss\":\"Upstash\"}"))).isEqualTo(RejectionReason.MALFORMED);
		assertThat(reason(TestTokens.token(end + ",\"exp\":4102444800}"))).isEqualTo(RejectionReason.MALFORMED);
		assertThat(reason(TestTokens.token(end + ",\"x\":{\"y\":1,\"y\":2}}"))).isEqualTo(RejectionReason.MALFORMED);
		assertThat(reason(TestTokens.token(TestTokens.CLAIMS + TestTokens.CLAIMS)))
			.isEqualTo(RejectionReason.MALFORMED);
		assertThat(reason(TestTokens.token(TestTokens.CLAIMS + ","))).isEqualTo(RejectionReason.MALFORMED);
		assertThat(reason(TestTokens.token(end))).isEqualTo(RejectionReason.MALFORMED);
		assertThat(reason(TestTokens.token("[" + TestTokens.CLAIMS + "]"))).isEqualTo(RejectionReason.MALFORMED);
		assertThat(reason(TestTokens.token(end + ",\"x\":NaN}"))).isEqualTo(RejectionReason.MALFORMED);
		assertThat(reason(TestTokens.token(end + ",\"x\":" + "1".repeat(100) + "}")))
			.isEqualTo(RejectionReason.MALFORMED);
	}

	@Test
	void whenClaimsAreNestedTooDeeplyThenIsMalformed() {
		String end = TestTokens.CLAIMS.substring(0, TestTokens.CLAIMS.length() - 1);
		assertThat(reason(TestTokens.token(end + ",\"x\":" + "[".repeat(8) + "]".repeat(8) + "}"))).isNull();
		assertThat(reason(TestTokens.token(end + ",\"x\":" + "[".repeat(64) + "]".repeat(64) + "}")))
			.isEqualTo(RejectionReason.MALFORMED);
		assertThat(reason(TestTokens.token(end + ",\"x\":" + "[".repeat(2000)))).isEqualTo(RejectionReason.MALFORMED);
	}

	@Test
	void whenTokenIsTooLongThenIsMalformed() {
		String end = TestTokens.CLAIMS.substring(0, TestTokens.CLAIMS.length() - 1);
		String longest = TestTokens.token(end + ",\"x\":\"" + "x".repeat(5600) + "\"}");
		assertThat(longest).hasSizeBetween(7500, QStashSignatureVerifier.MAX_LENGTH);
		assertThat(reason(longest)).isNull();
		String tooLong = TestTokens.token(end + ",\"x\":\"" + "x".repeat(6600) + "\"}");
		assertThat(tooLong).hasSizeGreaterThan(QStashSignatureVerifier.MAX_LENGTH);
		assertThat(reason(tooLong)).isEqualTo(RejectionReason.MALFORMED);
		assertThat(reason("a".repeat(10_000_000))).isEqualTo(RejectionReason.MALFORMED);
	}

	@ParameterizedTest
	@CsvSource({ "0, 1767225661", "30, 1767225631", "30, 1767225661" })
	void whenExpiryIsLaterThanNowLessToleranceThenAccepts(long tolerance, String exp) {
		QStashSignatureVerifier verifier = new QStashSignatureVerifier(KEYS, TestTokens.CLOCK,
				Duration.ofSeconds(tolerance));
		assertThat(reason(verifier, TestTokens.token(claims("1767225900", exp)), TestTokens.BODY)).isNull();
	}

	@Test
	void whenLastSecondIsNotOverThenAccepts() {
		Clock lastMoment = Clock.fixed(Instant.ofEpochSecond(1767225899, 999_999_999), ZoneOffset.UTC);
		assertThat(reason(new QStashSignatureVerifier(KEYS, lastMoment, Duration.ZERO),
				TestTokens.token(TestTokens.CLAIMS), TestTokens.BODY))
			.isNull();
	}

	@ParameterizedTest
	@CsvSource({ "0, 1767225660", "0, 1767225659", "30, 1767225630", "30, -1" })
	void whenExpiryIsNotLaterThanNowLessToleranceThenIsExpired(long tolerance, String exp) {
		QStashSignatureVerifier verifier = new QStashSignatureVerifier(KEYS, TestTokens.CLOCK,
				Duration.ofSeconds(tolerance));
		assertThat(reason(verifier, TestTokens.token(claims("1767225900", exp)), TestTokens.BODY))
			.isEqualTo(RejectionReason.EXPIRED);
	}

	@ParameterizedTest
	@CsvSource({ "0, 1767225660, true", "0, 1767225661, false", "30, 1767225690, true", "30, 1767225691, false",
			"0, -1, true" })
	void whenNotBeforeIsLaterThanNowPlusToleranceThenIsNotYetValid(long tolerance, String nbf, boolean accepted) {
		QStashSignatureVerifier verifier = new QStashSignatureVerifier(KEYS, TestTokens.CLOCK,
				Duration.ofSeconds(tolerance));
		assertThat(reason(verifier, TestTokens.token(claims("\"nbf\":0", "\"nbf\":" + nbf)), TestTokens.BODY))
			.isEqualTo(accepted ? null : RejectionReason.NOT_YET_VALID);
	}

	@ParameterizedTest
	@ValueSource(strings = { "null", "\"4102444800\"", "true", "[4102444800]", "4102444800.0", "4102444800.5",
			"41024448e2", "9223372036854775808", "9223372036854775807", "-9223372036854775808", "{}" })
	void whenDatesAreNotWholeSecondsThenAreNotDates(String date) {
		assertThat(reason(TestTokens.token(claims("1767225900", date)))).isEqualTo(RejectionReason.EXPIRED);
		assertThat(reason(TestTokens.token(claims("\"nbf\":0", "\"nbf\":" + date))))
			.isEqualTo(RejectionReason.NOT_YET_VALID);
	}

	@Test
	void whenNotBeforeIsMissingThenAccepts() {
		DeliveryClaims claims = this.verifier.verify(TestTokens.token(claims("\"nbf\":0,", "")), TestTokens.BODY,
				SubjectCheck.none());
		assertThat(claims.notBefore()).isNull();
	}

	@Test
	void whenClaimsThatDecideNothingAreMissingThenAcceptsWithoutThem() {
		String token = TestTokens.token(claims("\"iat\":1767225600,\"jti\":\"jwt_1\",", "\"aud\":\"\","));
		DeliveryClaims claims = this.verifier.verify(token, TestTokens.BODY, SubjectCheck.none());
		assertThat(claims.issuedAt()).isNull();
		assertThat(claims.id()).isNull();
	}

	@ParameterizedTest
	@ValueSource(strings = { "null", "1.5", "true", "1e999999999999", "[1]" })
	void whenClaimsThatDecideNothingAreOfAnotherTypeThenIsMalformed(String value) {
		assertThat(reason(TestTokens.token(claims("1767225600", value)))).isEqualTo(RejectionReason.MALFORMED);
		assertThat(reason(TestTokens.token(claims("\"jwt_1\"", value)))).isEqualTo(RejectionReason.MALFORMED);
	}

	@ParameterizedTest
	@ValueSource(strings = { "null", "1", "[\"Upstash\"]", "\"upstash\"", "\"Upstash \"", "\"\"" })
	void whenIssuerIsNotUpstashThenSaysIssuer(String issuer) {
		assertThat(reason(TestTokens.token(claims("\"Upstash\"", issuer)))).isEqualTo(RejectionReason.ISSUER);
	}

	@Test
	void whenSubjectCheckSaysNoThenSaysSubjectAndTellsIt() {
		SubjectCheck other = SubjectCheck.exactly("https://example.com/other");
		SignatureRejectedException ex = rejection(this.verifier, TestTokens.token(TestTokens.CLAIMS), TestTokens.BODY,
				other);
		assertThat(ex).isNotNull();
		assertThat(ex.reason()).isEqualTo(RejectionReason.SUBJECT);
		assertThat(ex.subject()).isEqualTo(TestTokens.URL);
	}

	@Test
	void whenSubjectIsNotTextThenTheCheckSeesNone() {
		String token = TestTokens.token(claims("\"" + TestTokens.URL + "\"", "[\"" + TestTokens.URL + "\"]"));
		assertThat(reason(token)).isEqualTo(RejectionReason.SUBJECT);
		assertThat(this.verifier.verify(token, TestTokens.BODY, SubjectCheck.none()).subject()).isNull();
	}

	@Test
	void whenMacDoesNotMatchThenTellsNoSubjectAndDoesNotAskTheCheck() {
		SignatureRejectedException ex = rejection(this.verifier,
				TestTokens.token(TestTokens.HEADER, TestTokens.CLAIMS, "forged"), TestTokens.BODY, (subject) -> {
					throw new AssertionError("asked about a forged subject");
				});
		assertThat(ex).isNotNull();
		assertThat(ex.subject()).isNull();
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "=", "==", "====" })
	void whenBodyHashHasAnyPaddingThenAccepts(String padding) {
		String hash = TestTokens.hash(TestTokens.BODY);
		assertThat(reason(TestTokens.token(claims(hash, hash + padding)))).isNull();
	}

	@Test
	void whenBodyHashIsNotTheHashThenSaysBody() {
		String hash = TestTokens.hash(TestTokens.BODY);
		assertThat(reason(TestTokens.token(claims("\"" + hash + "\"", "null")))).isEqualTo(RejectionReason.BODY);
		assertThat(reason(TestTokens.token(claims("\"" + hash + "\"", "\"\"")))).isEqualTo(RejectionReason.BODY);
		assertThat(reason(TestTokens.token(claims("\"" + hash + "\"", "\"====\"")))).isEqualTo(RejectionReason.BODY);
		assertThat(reason(TestTokens.token(claims(hash, "=" + hash)))).isEqualTo(RejectionReason.BODY);
		assertThat(reason(TestTokens.token(claims(hash, hash.substring(1))))).isEqualTo(RejectionReason.BODY);
		assertThat(reason(TestTokens.token(claims(hash, hash + "A")))).isEqualTo(RejectionReason.BODY);
	}

	@Test
	void whenOneBitOfTheBodyChangesThenSaysBody() {
		for (int bit = 0; bit < TestTokens.BODY.length * 8; bit++) {
			byte[] changed = TestTokens.BODY.clone();
			changed[bit / 8] ^= (byte) (1 << (bit % 8));
			assertThat(reason(this.verifier, TestTokens.token(TestTokens.CLAIMS), changed))
				.isEqualTo(RejectionReason.BODY);
		}
	}

	@Test
	void shouldReportTheFirstFailedCheck() {
		String everythingWrong = TestTokens
			.token("{\"iss\":\"x\",\"exp\":0,\"nbf\":4102444800,\"sub\":\"x\",\"body\":\"x\"}");
		assertThat(reason(everythingWrong)).isEqualTo(RejectionReason.ISSUER);
		String issuerRight = "{\"iss\":\"Upstash\",\"exp\":%s,\"nbf\":%s,\"sub\":\"x\",\"body\":\"x\"}";
		assertThat(reason(TestTokens.token(issuerRight.formatted("0", "4102444800"))))
			.isEqualTo(RejectionReason.EXPIRED);
		assertThat(reason(TestTokens.token(issuerRight.formatted("4102444800", "4102444799"))))
			.isEqualTo(RejectionReason.NOT_YET_VALID);
		assertThat(reason(TestTokens.token(issuerRight.formatted("4102444800", "0"))))
			.isEqualTo(RejectionReason.SUBJECT);
	}

	@Test
	void whenUsedByManyThreadsThenEachGetsItsOwnAnswer() {
		String padding = "{\"padding\":\"" + "x".repeat(5000) + "\",";
		String genuine = TestTokens.token(claims("{", padding));
		String forged = TestTokens.token(TestTokens.HEADER, claims("{", padding), "forged");
		long wrong = IntStream.range(0, 20_000)
			.parallel()
			.filter((number) -> (number % 3 == 0) ? reason(forged) != RejectionReason.SIGNATURE
					: reason(genuine) != null)
			.count();
		assertThat(wrong).isZero();
	}

	@ParameterizedTest
	@ValueSource(strings = { "-PT0.000000001S", "-P1D", "PT5M0.000000001S", "P365D" })
	void whenToleranceIsNegativeOrOverFiveMinutesThenRefusesIt(Duration tolerance) {
		assertThatIllegalArgumentException()
			.isThrownBy(() -> new QStashSignatureVerifier(KEYS, TestTokens.CLOCK, tolerance))
			.withMessage("'clockTolerance' must be between zero and PT5M");
	}

	@Test
	void whenToleranceIsTheLargestThenAppliesIt() {
		QStashSignatureVerifier tolerant = new QStashSignatureVerifier(KEYS, TestTokens.CLOCK, Duration.ofMinutes(5));
		assertThat(reason(tolerant, TestTokens.token(claims("1767225900", "1767225361")), TestTokens.BODY)).isNull();
		assertThat(reason(tolerant, TestTokens.token(claims("1767225900", "1767225360")), TestTokens.BODY))
			.isEqualTo(RejectionReason.EXPIRED);
	}

	@Test
	void whenBodyHasNotBeenReadThenBeginsAndTellsTheClaimsAfterTheBodyWasVerified() {
		QStashSignatureVerifier.BodyCheck check = this.verifier.begin(TestTokens.token(TestTokens.CLAIMS),
				SubjectCheck.exactly(TestTokens.URL));
		assertThatExceptionOfType(SignatureRejectedException.class).isThrownBy(() -> check.verify(new byte[0]))
			.satisfies((ex) -> {
				assertThat(ex.reason()).isEqualTo(RejectionReason.BODY);
				assertThat(ex.subject()).isEqualTo(TestTokens.URL);
			});
		assertThat(check.verify(TestTokens.BODY).subject()).isEqualTo(TestTokens.URL);
	}

	@ParameterizedTest
	@MethodSource
	void whenSignatureCannotBeGenuineThenIsRejectedWithoutTheBody(RejectionReason reason, @Nullable String token) {
		assertThatExceptionOfType(SignatureRejectedException.class)
			.isThrownBy(() -> this.verifier.begin(token, SubjectCheck.exactly(TestTokens.URL)))
			.extracting(SignatureRejectedException::reason)
			.isEqualTo(reason);
	}

	static Stream<Arguments> whenSignatureCannotBeGenuineThenIsRejectedWithoutTheBody() {
		return Stream.of(Arguments.of(RejectionReason.MISSING, null), Arguments.of(RejectionReason.MALFORMED, "a.b"),
				Arguments.of(RejectionReason.ALGORITHM,
						TestTokens.token("{\"alg\":\"none\"}", TestTokens.CLAIMS, TestTokens.CURRENT_KEY)),
				Arguments.of(RejectionReason.SIGNATURE,
						TestTokens.token(TestTokens.HEADER, TestTokens.CLAIMS, "forged")),
				Arguments.of(RejectionReason.ISSUER, TestTokens.token(claims("\"Upstash\"", "\"Other\""))),
				Arguments.of(RejectionReason.EXPIRED, TestTokens.token(claims("1767225900", "1767225660"))),
				Arguments.of(RejectionReason.NOT_YET_VALID,
						TestTokens.token(claims("\"nbf\":0", "\"nbf\":1767225661"))),
				Arguments.of(RejectionReason.SUBJECT, TestTokens.token(claims(TestTokens.URL, "https://example.com/"))),
				Arguments.of(RejectionReason.BODY, TestTokens.token(claims("\"body\"", "\"other\""))));
	}

	@Test
	void rejectionShouldTellReasonInWordsButNeitherKeyNorToken() {
		String token = TestTokens.token(TestTokens.HEADER, TestTokens.CLAIMS, "forged");
		SignatureRejectedException ex = rejection(this.verifier, token, TestTokens.BODY, SubjectCheck.none());
		assertThat(ex).hasMessage("Signature rejected, SIGNATURE: neither signing key matches");
		assertThat(ex.toString()).doesNotContain(TestTokens.CURRENT_KEY, TestTokens.NEXT_KEY, token);
		assertThat(ex.getStackTrace()).isEmpty();
	}

	@Test
	void shouldAcceptSignaturesOfTheSigner() {
		QStashSignatureVerifier now = new QStashSignatureVerifier(KEYS, Clock.systemUTC(), Duration.ZERO);
		String token = new QStashSigner(TestTokens.CURRENT_KEY, Clock.systemUTC()).sign(TestTokens.URL,
				TestTokens.BODY);
		assertThatCode(() -> now.verify(token, TestTokens.BODY, SubjectCheck.exactly(TestTokens.URL)))
			.doesNotThrowAnyException();
	}

	private @Nullable RejectionReason reason(@Nullable String token) {
		return reason(this.verifier, token, TestTokens.BODY);
	}

	private static @Nullable RejectionReason reason(QStashSignatureVerifier verifier, @Nullable String token,
			byte[] body) {
		SignatureRejectedException ex = rejection(verifier, token, body, SubjectCheck.exactly(TestTokens.URL));
		return (ex != null) ? ex.reason() : null;
	}

	private static @Nullable SignatureRejectedException rejection(QStashSignatureVerifier verifier,
			@Nullable String token, byte[] body, SubjectCheck subjectCheck) {
		try {
			verifier.verify(token, body, subjectCheck);
			return null;
		}
		catch (SignatureRejectedException ex) {
			return ex;
		}
	}

	private static String claims(String target, String replacement) {
		assertThat(TestTokens.CLAIMS).contains(target);
		return TestTokens.CLAIMS.replace(target, replacement);
	}

}
