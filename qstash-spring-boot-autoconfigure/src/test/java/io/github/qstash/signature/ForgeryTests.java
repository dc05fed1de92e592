package io.github.qstash.signature;

import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;

import io.github.qstash.signature.Forgeries.Forgery;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * 100,000 {@link Forgeries}, of which none is accepted and each is given a reason.
 */
class ForgeryTests {

	private static final int FORGERIES = 100_000;

	/** A hundred times of what one takes. */
	private static final Duration LIMIT = Duration.ofSeconds(60);

	private final QStashSignatureVerifier verifier = Forgeries.verifier();

	@Test
	void noneOfThemIsAcceptedAndEachHasAReason() {
		Forgeries forgeries = new Forgeries();
		Map<RejectionReason, Integer> reasons = new EnumMap<>(RejectionReason.class);
		long begin = System.nanoTime();
		for (int number = 0; number < FORGERIES; number++) {
			reasons.merge(reason(forgeries.forge(number)), 1, Integer::sum);
		}
		assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(LIMIT);
		assertThat(reasons.values().stream().mapToInt(Integer::intValue).sum()).isEqualTo(FORGERIES);
		assertThat(reasons).containsOnlyKeys(RejectionReason.MALFORMED, RejectionReason.ALGORITHM,
				RejectionReason.SIGNATURE, RejectionReason.BODY);
		assertThat(reasons.values()).allSatisfy((count) -> assertThat(count).isGreaterThan(FORGERIES / 50));
	}

	@Test
	void whatTheyAreMadeOfIsAccepted() {
		for (int number = 0; number < 1000; number++) {
			assertThat(verify(Forgeries.genuine(number))).isNotNull();
		}
	}

	private RejectionReason reason(Forgery forgery) {
		try {
			throw new AssertionError("Accepted as " + verify(forgery) + ": " + forgery.token());
		}
		catch (SignatureRejectedException ex) {
			return ex.reason();
		}
	}

	private DeliveryClaims verify(Forgery forgery) {
		return this.verifier.verify(forgery.token(), forgery.body(), SubjectCheck.exactly(TestTokens.URL));
	}

}
