package io.github.qstash.benchmarks;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.text.ParseException;
import java.time.Clock;
import java.time.Duration;
import java.util.Base64;
import java.util.Date;
import java.util.Random;
import java.util.concurrent.TimeUnit;

import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSVerifier;
import com.nimbusds.jose.crypto.MACVerifier;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import io.github.qstash.signature.DeliveryClaims;
import io.github.qstash.signature.QStashSignatureVerifier;
import io.github.qstash.signature.QStashSigner;
import io.github.qstash.signature.SigningKeys;
import io.github.qstash.signature.SubjectCheck;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Genuine deliveries, verified by the library, by a JWT library, and by nothing but the
 * two hashes that cannot be saved.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Fork(value = 1, jvmArgs = { "-Xms1g", "-Xmx1g" })
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 4, time = 1)
public class VerificationBenchmark {

	private static final String URL = "https://shop.example.com/orders/shipments";

	private static final String CURRENT_KEY = "sig_7kYjw48mhY7kAjqNGcy6cr29RJ6r";

	private static final String NEXT_KEY = "sig_5ZB6DVzB1wjE8S6rZ7eenA8Pdnhs";

	private final Delivery small = Delivery.of(1024);

	private final Delivery large = Delivery.of(100 * 1024);

	private final QStashSignatureVerifier verifier = new QStashSignatureVerifier(SigningKeys.of(CURRENT_KEY, NEXT_KEY),
			Clock.systemUTC(), Duration.ZERO);

	private final JWSVerifier nimbus;

	private final MessageDigest digest;

	private final Mac mac;

	public VerificationBenchmark() {
		try {
			this.nimbus = new MACVerifier(CURRENT_KEY);
			this.digest = MessageDigest.getInstance("SHA-256");
			this.mac = Mac.getInstance("HmacSHA256");
			this.mac.init(new SecretKeySpec(CURRENT_KEY.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
		}
		catch (GeneralSecurityException | JOSEException ex) {
			throw new IllegalStateException(ex);
		}
	}

	@Benchmark
	@Figure(value = "verify a body of 1 KB", with = "jdk", atLeast = 0.5)
	@Figure(value = "verify a body of 1 KB", with = "nimbus", atLeast = 2)
	@Figure(value = "allocated by verifying a body of 1 KB", measure = Figure.Measure.ALLOCATION, with = "nimbus")
	public DeliveryClaims verify() {
		return verify(this.small);
	}

	@Benchmark
	public JWTClaimsSet nimbus() throws ParseException, JOSEException {
		SignedJWT jwt = SignedJWT.parse(this.small.signature());
		JWTClaimsSet claims = jwt.getJWTClaimsSet();
		Date now = new Date();
		byte[] hash = Base64.getUrlEncoder().withoutPadding().encode(this.digest.digest(this.small.body()));
		boolean genuine = JWSAlgorithm.HS256.equals(jwt.getHeader().getAlgorithm()) && jwt.verify(this.nimbus)
				&& "Upstash".equals(claims.getIssuer()) && now.before(claims.getExpirationTime())
				&& !now.before(claims.getNotBeforeTime()) && URL.equals(claims.getSubject())
				&& MessageDigest.isEqual(hash, claims.getStringClaim("body").replaceAll("=+$", "").getBytes());
		if (!genuine) {
			throw new IllegalStateException("not genuine");
		}
		return claims;
	}

	@Benchmark
	public int jdk() {
		return hashes(this.small);
	}

	@Benchmark
	@Figure(value = "verify a body of 100 KB", with = "jdkLarge", atLeast = 0.85)
	public DeliveryClaims verifyLarge() {
		return verify(this.large);
	}

	@Benchmark
	public int jdkLarge() {
		return hashes(this.large);
	}

	private DeliveryClaims verify(Delivery delivery) {
		return this.verifier.verify(delivery.signature(), delivery.body(), SubjectCheck.exactly(URL));
	}

	private int hashes(Delivery delivery) {
		return this.mac.doFinal(delivery.signed())[0] + this.digest.digest(delivery.body())[0];
	}

	/**
	 * A genuine delivery.
	 *
	 * @param body its body
	 * @param signature its signature
	 * @param signed the part of the signature that is signed
	 */
	private record Delivery(byte[] body, String signature, byte[] signed) {

		static Delivery of(int size) {
			byte[] body = new byte[size];
			new Random(size).nextBytes(body);
			String signature = new QStashSigner(CURRENT_KEY, Clock.systemUTC()).sign(URL, body);
			return new Delivery(body, signature,
					signature.substring(0, signature.lastIndexOf('.')).getBytes(StandardCharsets.ISO_8859_1));
		}

	}

}
