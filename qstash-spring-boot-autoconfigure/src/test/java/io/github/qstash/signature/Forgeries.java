package io.github.qstash.signature;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.function.BiFunction;

import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * What somebody could send who has seen many genuine deliveries and, for the claims that
 * are signed again, even somebody with a key.
 */
public final class Forgeries {

	private static final int MANY = 1_000_000;

	private final Random random = new Random(20261125);

	private final List<BiFunction<String, byte[], Forgery>> forgers = List.of(this::flippedBit, this::changedBody,
			this::truncated, this::swappedSegments, this::otherAlgorithm, this::none, this::duplicateMember,
			this::hugeClaim, this::nestedClaim, this::padded, this::otherLastLetter, this::whitespace,
			this::bodyOfAnother, this::longer, this::otherKey);

	/**
	 * Return what accepts the genuine deliveries that forgeries are made of.
	 * @return a verifier
	 */
	public static QStashSignatureVerifier verifier() {
		return new QStashSignatureVerifier(SigningKeys.of(TestTokens.CURRENT_KEY, TestTokens.NEXT_KEY),
				TestTokens.CLOCK, Duration.ZERO);
	}

	/**
	 * Return the URL that all of them are made for.
	 * @return an absolute URL
	 */
	public static URI url() {
		return URI.create(TestTokens.URL);
	}

	/**
	 * Make a forgery out of a genuine delivery.
	 * @param number its number, which decides how it is made
	 * @return the forgery
	 */
	public Forgery forge(int number) {
		Forgery genuine = genuine(number);
		return this.forgers.get(number % this.forgers.size()).apply(genuine.token(), genuine.body());
	}

	/**
	 * Make a genuine delivery.
	 * @param number its number
	 * @return what a forgery is made of
	 */
	public static Forgery genuine(int number) {
		byte[] body = body(number);
		return new Forgery(genuine(number, body), body);
	}

	private static byte[] body(int number) {
		return ("{\"order\":" + number + "}").getBytes(StandardCharsets.UTF_8);
	}

	private static String claims(int number, byte[] body) {
		return TestTokens.CLAIMS.replace("jwt_1", "jwt_" + number)
			.replace(TestTokens.hash(TestTokens.BODY), TestTokens.hash(body));
	}

	private static String genuine(int number, byte[] body) {
		return TestTokens.token(TestTokens.HEADER, claims(number, body),
				(number % 2 == 0) ? TestTokens.CURRENT_KEY : TestTokens.NEXT_KEY);
	}

	private Forgery flippedBit(String token, byte[] body) {
		int at = this.random.nextInt(token.length());
		return new Forgery(token.substring(0, at) + (char) (token.charAt(at) ^ (1 << this.random.nextInt(8)))
				+ token.substring(at + 1), body);
	}

	private Forgery changedBody(String token, byte[] body) {
		byte[] changed = switch (this.random.nextInt(4)) {
			case 0 -> Arrays.copyOf(body, this.random.nextInt(body.length));
			case 1 -> Arrays.copyOf(body, body.length + 1 + this.random.nextInt(10));
			case 2 -> new byte[0];
			default -> body.clone();
		};
		if (changed.length == body.length) {
			changed[this.random.nextInt(body.length)] ^= (byte) (1 << this.random.nextInt(8));
		}
		return new Forgery(token, changed);
	}

	private Forgery truncated(String token, byte[] body) {
		int at = 1 + this.random.nextInt(token.length() - 1);
		return new Forgery(this.random.nextBoolean() ? token.substring(0, at) : token.substring(at), body);
	}

	private Forgery swappedSegments(String token, byte[] body) {
		String[] mine = token.split("\\.");
		String[] other = genuine(this.random.nextInt(1_000_000) + MANY, body).split("\\.");
		return new Forgery(switch (this.random.nextInt(4)) {
			case 0 -> mine[0] + "." + other[1] + "." + mine[2];
			case 1 -> mine[0] + "." + mine[1] + "." + other[2];
			case 2 -> mine[1] + "." + mine[0] + "." + mine[2];
			default -> mine[2] + "." + mine[1] + "." + mine[0];
		}, body);
	}

	private Forgery otherAlgorithm(String token, byte[] body) {
		String algorithm = pick("HS384", "HS512", "RS256", "ES256", "PS256", "EdDSA", "hs256", "HS256 ", "");
		String mac = algorithm.matches("HS\\d{3}") ? "HmacSHA" + algorithm.substring(2) : "HmacSHA256";
		String signed = TestTokens.base64("{\"alg\":\"" + algorithm + "\",\"typ\":\"JWT\"}") + "."
				+ token.split("\\.")[1];
		return new Forgery(signed + "." + TestTokens.base64(mac(mac, signed)), body);
	}

	private Forgery none(String token, byte[] body) {
		String signed = TestTokens.base64("{\"alg\":\"" + pick("none", "None", "NONE", "nOnE") + "\"}") + "."
				+ token.split("\\.")[1];
		return new Forgery(this.random.nextBoolean() ? signed + "." : TestTokens.signed(signed, TestTokens.CURRENT_KEY),
				body);
	}

	private Forgery duplicateMember(String token, byte[] body) {
		String claims = TestTokens.CLAIMS.substring(0, TestTokens.CLAIMS.length() - 1);
		String member = pick("\"iss\":\"Upstash\"", "\"exp\":4102444800", "\"sub\":\"" + TestTokens.URL + "\"",
				"\"body\":\"" + TestTokens.hash(body) + "\"", "\"nbf\":0", "\"\\u0069ss\":\"Upstash\"",
				"\"x\":1,\"x\":1", "\"x\":{\"y\":1,\"y\":2}");
		return new Forgery(TestTokens.token(this.random.nextBoolean() ? claims + "," + member + "}"
				: "{" + member + "," + claims.substring(1) + "," + member + "}"), body);
	}

	private Forgery hugeClaim(String token, byte[] body) {
		String value = pick("\"" + "x".repeat(6200) + "\"", "1".repeat(33 + this.random.nextInt(5000)),
				"[" + "0,".repeat(3000) + "0]");
		return new Forgery(TestTokens.token(with("\"x\":" + value)), body);
	}

	private Forgery nestedClaim(String token, byte[] body) {
		int depth = 16 + this.random.nextInt(2000);
		return new Forgery(TestTokens.token(with("\"x\":" + pick("[", "{\"a\":").repeat(depth))), body);
	}

	private Forgery padded(String token, byte[] body) {
		String[] segments = token.split("\\.");
		segments[this.random.nextInt(3)] += "=".repeat(1 + this.random.nextInt(3));
		return new Forgery(this.random.nextBoolean() ? String.join(".", segments)
				: TestTokens.signed(segments[0] + "." + segments[1], TestTokens.CURRENT_KEY) + "=", body);
	}

	private Forgery otherLastLetter(String token, byte[] body) {
		String letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_+/=.";
		char letter = letters.charAt(this.random.nextInt(letters.length()));
		return (letter != token.charAt(token.length() - 1))
				? new Forgery(token.substring(0, token.length() - 1) + letter, body) : otherLastLetter(token, body);
	}

	private Forgery whitespace(String token, byte[] body) {
		int at = this.random.nextInt(token.length() + 1);
		return new Forgery(token.substring(0, at) + pick(" ", "\t", "\n", "\r\n", "\u0000", "\u00a0", "\u2028", "%20")
				+ token.substring(at), body);
	}

	private Forgery bodyOfAnother(String token, byte[] body) {
		return new Forgery(token, body(this.random.nextInt(1_000_000) + MANY));
	}

	private Forgery longer(String token, byte[] body) {
		return new Forgery(switch (this.random.nextInt(4)) {
			case 0 -> token + "." + token;
			case 1 -> token.repeat(2 + this.random.nextInt(100));
			case 2 -> token + pick(".", "..", ",", ";", "a", ".a");
			default -> "Bearer " + token;
		}, body);
	}

	private Forgery otherKey(String token, byte[] body) {
		String signed = token.substring(0, token.lastIndexOf('.'));
		return new Forgery(
				TestTokens
					.signed(signed,
							pick("sig_unrelated", "none", TestTokens.CURRENT_KEY + " ",
									TestTokens.CURRENT_KEY.substring(4), TestTokens.NEXT_KEY.toUpperCase(Locale.ROOT))),
				body);
	}

	private static String with(String member) {
		return TestTokens.CLAIMS.substring(0, TestTokens.CLAIMS.length() - 1) + "," + member + "}";
	}

	private static byte[] mac(String algorithm, String signed) {
		try {
			Mac mac = Mac.getInstance(algorithm);
			mac.init(new SecretKeySpec(TestTokens.CURRENT_KEY.getBytes(StandardCharsets.UTF_8), algorithm));
			return mac.doFinal(signed.getBytes(StandardCharsets.UTF_8));
		}
		catch (GeneralSecurityException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private String pick(String... choices) {
		return choices[this.random.nextInt(choices.length)];
	}

	/**
	 * What is sent.
	 *
	 * @param token the signature
	 * @param body the body
	 */
	public record Forgery(String token, byte[] body) {

	}

}
