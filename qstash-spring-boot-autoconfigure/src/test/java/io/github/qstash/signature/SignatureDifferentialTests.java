package io.github.qstash.signature;

import java.nio.charset.StandardCharsets;
import java.text.ParseException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.BiFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.crypto.MACVerifier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

/**
 * Our verifier beside a JWT library that does the same checks of the claims, on randomly
 * mutated tokens. Whatever the library refuses, we refuse. What it accepts, we accept,
 * with the exceptions that {@link Strictness} lists.
 */
class SignatureDifferentialTests {

	private static final int ROUNDS = 20_000;

	private static final String ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_=.+/ \n{\"}";

	private final Random random = new Random(20260821);

	private final List<BiFunction<String, Integer, String>> mutations = List.of(this::flip, this::replace, this::delete,
			this::insert, this::duplicate, this::truncate, this::swap);

	private final QStashSignatureVerifier verifier = new QStashSignatureVerifier(
			SigningKeys.of(TestTokens.CURRENT_KEY, TestTokens.NEXT_KEY), TestTokens.CLOCK, Duration.ZERO);

	@Test
	void whenTokenIsMutatedThenNothingIsAcceptedThatTheLibraryRefuses() {
		for (int round = 0; round < ROUNDS; round++) {
			String genuine = TestTokens.token(TestTokens.HEADER, TestTokens.CLAIMS,
					pick(TestTokens.CURRENT_KEY, TestTokens.NEXT_KEY));
			String mutant = mutate(genuine, 1 + this.random.nextInt(3));
			boolean accepted = compare(mutant);
			assertThat(accepted).as(mutant).isEqualTo(mutant.equals(genuine));
		}
	}

	@Test
	void whenHeaderAndClaimsAreMutatedBeforeSigningThenBothAgree() {
		int accepted = 0;
		for (int round = 0; round < ROUNDS; round++) {
			String header = this.random.nextBoolean() ? TestTokens.HEADER : mutate(TestTokens.HEADER, 1);
			String claims = this.random.nextBoolean() ? TestTokens.CLAIMS : mutate(TestTokens.CLAIMS, 1);
			String key = (this.random.nextInt(10) > 0) ? pick(TestTokens.CURRENT_KEY, TestTokens.NEXT_KEY)
					: "sig_unrelated_unrelated_unrelated";
			accepted += compare(TestTokens.token(header, claims, key)) ? 1 : 0;
		}
		assertThat(accepted).isBetween(ROUNDS / 5, ROUNDS * 4 / 5);
	}

	@Test
	void whenClaimsAreReplacedBeforeSigningThenBothAgree() {
		int accepted = 0;
		for (int round = 0; round < ROUNDS; round++) {
			accepted += compare(
					TestTokens.token(randomHeader(), randomClaims(), pick(TestTokens.CURRENT_KEY, TestTokens.NEXT_KEY)))
							? 1 : 0;
		}
		assertThat(accepted).isBetween(ROUNDS / 50, ROUNDS * 4 / 5);
	}

	@Test
	void whenGenuineTokenIsWrittenInAnotherWayThenBothAccept() {
		for (int round = 0; round < 2_000; round++) {
			String header = pick(TestTokens.HEADER, "{\"alg\":\"HS256\"}",
					"{ \"typ\": \"JWT\", \"alg\": \"HS256\", \"kid\": \"1\" }");
			String claims = "{" + String.join(pick(",", " ,\n"), shuffledClaims()) + "}";
			String token = TestTokens.token(header, claims, pick(TestTokens.CURRENT_KEY, TestTokens.NEXT_KEY));
			assertThat(libraryAccepts(token)).as(token).isTrue();
			assertThat(weAccept(token)).as(token).isTrue();
		}
	}

	private boolean compare(String token) {
		boolean library = libraryAccepts(token);
		boolean we = weAccept(token);
		if (we && !library) {
			fail("only we accept %s", token);
		}
		if (library && !we && Strictness.of(token) == null) {
			fail("only the library accepts %s", token);
		}
		return we;
	}

	private boolean weAccept(String token) {
		try {
			this.verifier.verify(token, TestTokens.BODY, SubjectCheck.exactly(TestTokens.URL));
			return true;
		}
		catch (SignatureRejectedException ex) {
			return false;
		}
	}

	private static boolean libraryAccepts(String token) {
		try {
			JWSObject jws = JWSObject.parse(token);
			return JWSAlgorithm.HS256.equals(jws.getHeader().getAlgorithm())
					&& (jws.verify(new MACVerifier(TestTokens.CURRENT_KEY))
							|| jws.verify(new MACVerifier(TestTokens.NEXT_KEY)))
					&& claimsAreRight(jws.getPayload().toJSONObject());
		}
		catch (ParseException | JOSEException | IllegalArgumentException | IllegalStateException ex) {
			return false;
		}
	}

	private static boolean claimsAreRight(@Nullable Map<String, Object> claims) {
		return claims != null && "Upstash".equals(claims.get("iss")) && TestTokens.URL.equals(claims.get("sub"))
				&& claims.get("exp") instanceof Number exp && exp.doubleValue() > TestTokens.NOW.getEpochSecond()
				&& (!claims.containsKey("nbf") || claims.get("nbf") instanceof Number nbf
						&& nbf.doubleValue() <= TestTokens.NOW.getEpochSecond())
				&& (!claims.containsKey("iat") || claims.get("iat") instanceof Number)
				&& (!claims.containsKey("jti") || claims.get("jti") instanceof String)
				&& claims.get("body") instanceof String hash
				&& hash.replaceAll("=+$", "").equals(TestTokens.hash(TestTokens.BODY));
	}

	private String mutate(String text, int times) {
		String mutant = text;
		for (int i = 0; i < times; i++) {
			mutant = pick(this.mutations).apply(mutant, this.random.nextInt(mutant.length() + 1));
		}
		return mutant;
	}

	private String flip(String text, int at) {
		return (at < text.length()) ? text.substring(0, at) + (char) (text.charAt(at) ^ (1 << this.random.nextInt(8)))
				+ text.substring(at + 1) : text;
	}

	private String replace(String text, int at) {
		return (at < text.length()) ? text.substring(0, at) + letter() + text.substring(at + 1) : text;
	}

	private String delete(String text, int at) {
		return (at < text.length()) ? text.substring(0, at) + text.substring(at + 1) : text;
	}

	private String insert(String text, int at) {
		return text.substring(0, at) + letter() + text.substring(at);
	}

	private String duplicate(String text, int at) {
		int from = this.random.nextInt(at + 1);
		return text.substring(0, at) + text.substring(from, at) + text.substring(at);
	}

	private String truncate(String text, int at) {
		return this.random.nextBoolean() ? text.substring(0, at) : text.substring(at);
	}

	private String swap(String text, int at) {
		String[] segments = text.split("[.,]", -1);
		int other = this.random.nextInt(segments.length);
		String kept = segments[other];
		segments[other] = segments[at % segments.length];
		segments[at % segments.length] = kept;
		return String.join(text.contains(",") ? "," : ".", segments);
	}

	private char letter() {
		return ALPHABET.charAt(this.random.nextInt(ALPHABET.length()));
	}

	private String randomHeader() {
		return (this.random.nextInt(5) > 0) ? TestTokens.HEADER
				: pick("{\"alg\":\"none\"}", "{\"alg\":\"HS384\"}", "{\"alg\":\"HS512\",\"typ\":\"JWT\"}",
						"{\"alg\":\"RS256\"}", "{\"typ\":\"JWT\"}", "{\"alg\":\"HS256\",\"crit\":[\"exp\"],\"exp\":1}",
						"{\"alg\":\"HS256\",\"alg\":\"HS256\"}", "{\"alg\":\"HS256\",\"b64\":false,\"crit\":[\"b64\"]}",
						"{\"alg\":\"HS256\",\"x\":{\"y\":[1,2,3]}}", "{}", "[]");
	}

	private String randomClaims() {
		List<String> claims = shuffledClaims();
		for (int changes = this.random.nextInt(3); changes > 0; changes--) {
			String name = pick("iss", "sub", "exp", "nbf", "body", "jti", "other");
			String value = pick("\"Upstash\"", "\"" + TestTokens.URL + "\"", "\"\"", "null", "true", "0", "-1",
					"1767225660", "1767225661", "1767225660.5", "1767225661.0", "4e9", "\"4102444800\"", "4102444800",
					"99999999999999999999", "[1767225900]", "{\"a\":1}",
					"\"" + TestTokens.hash(TestTokens.BODY) + "=\"", "\"" + TestTokens.hash(new byte[1]) + "\"");
			if (this.random.nextInt(4) > 0) {
				claims.removeIf((claim) -> claim.startsWith("\"" + name + "\""));
			}
			if (this.random.nextInt(4) > 0) {
				claims.add("\"" + name + "\":" + value);
			}
		}
		return "{" + String.join(",", claims) + "}";
	}

	private List<String> shuffledClaims() {
		List<String> claims = new ArrayList<>(List.of("\"iss\":\"Upstash\"", "\"sub\":\"" + TestTokens.URL + "\"",
				"\"exp\":" + pick("1767225661", "4102444800"),
				"\"body\":\"" + TestTokens.hash(TestTokens.BODY) + pick("", "=") + "\""));
		if (this.random.nextBoolean()) {
			claims.add("\"nbf\":" + pick("0", "1767225660"));
		}
		if (this.random.nextBoolean()) {
			claims.add("\"jti\" : \"\\u006awt_\\u00e9\\ud83d\\ude00\"");
		}
		if (this.random.nextBoolean()) {
			claims.add("\"aud\":" + pick("\"\"", "[]", "null"));
		}
		Collections.shuffle(claims, this.random);
		return claims;
	}

	private String pick(String... choices) {
		return pick(List.of(choices));
	}

	private <T> T pick(List<T> choices) {
		return choices.get(this.random.nextInt(choices.size()));
	}

	/**
	 * Where we are stricter than the library.
	 */
	private enum Strictness {

		/** A segment with padding, line breaks, foreign letters or unused bits set. */
		BASE64_IS_CANONICAL,

		/** A member twice, comments, single quotes, text after the end. */
		JSON_IS_STRICT,

		/** A date with a fraction or an exponent, or absurdly far. */
		DATES_ARE_WHOLE_SECONDS,

		/** {@code crit} names nothing that we know, whatever it names. */
		NO_EXTENSIONS;

		private static final JsonMapper STRICT_JSON = JsonMapper
			.builder(JsonFactory.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build())
			.build();

		private static final Pattern DATE = Pattern.compile("\"(?:exp|nbf|iat)\"\\s*:\\s*([^,}\\s]+)");

		static @Nullable Strictness of(String token) {
			List<String> texts = new ArrayList<>();
			for (String segment : token.split("\\.", -1)) {
				byte[] bytes = decode(segment);
				if (bytes == null || !TestTokens.base64(bytes).equals(segment)) {
					return BASE64_IS_CANONICAL;
				}
				texts.add(new String(bytes, StandardCharsets.UTF_8));
			}
			if (!isStrict(texts.get(0)) || !isStrict(texts.get(1))) {
				return JSON_IS_STRICT;
			}
			if (texts.get(0).contains("\"crit\"")) {
				return NO_EXTENSIONS;
			}
			Matcher dates = DATE.matcher(texts.get(1));
			while (dates.find()) {
				if (!dates.group(1).matches("-?\\d{1,16}")) {
					return DATES_ARE_WHOLE_SECONDS;
				}
			}
			return null;
		}

		private static byte @Nullable [] decode(String segment) {
			try {
				return Base64.getUrlDecoder().decode(segment);
			}
			catch (IllegalArgumentException ex) {
				return null;
			}
		}

		private static boolean isStrict(String json) {
			try {
				STRICT_JSON.readTree(json);
				return true;
			}
			catch (JacksonException ex) {
				return false;
			}
		}

	}

}
