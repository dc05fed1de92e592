package io.github.qstash.devserver.engine;

import java.time.Duration;
import java.util.Random;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class RetryDelayTests {

	@ParameterizedTest
	@CsvSource(delimiter = ';', textBlock = """
			1000; 0; 1000
			1000 * (1 + retried); 2; 3000
			pow(2, retried) * 1000; 3; 8000
			max(1000, pow(2, retried) * 100); 1; 1000
			max(1000, pow(2, retried) * 100); 5; 3200
			min(5000,retried*2000); 9; 5000
			exp(1) * 1000; 0; 2718
			sqrt(retried) * 1000; 4; 2000
			abs(1 - retried); 11; 10
			floor(7 / 2); 0; 3
			ceil(7 / 2); 0; 4
			round(2.5); 0; 3
			2 + 3 * 4; 0; 14
			(2 + 3) * 4; 0; 20
			10 - 4 - 3; 0; 3
			100 / 10 / 5; 0; 2
			1.5e3; 0; 1500""")
	void expressionsAreMilliseconds(String text, int retried, long millis) {
		assertThat(RetryDelay.parse(text).after(retried)).isEqualTo(Duration.ofMillis(millis));
	}

	@Test
	void theTextStaysAsItWasGiven() {
		assertThat(RetryDelay.parse(" pow(2,retried) ").text()).isEqualTo(" pow(2,retried) ");
	}

	@ParameterizedTest
	@ValueSource(strings = { "pow(9999999, 9999999)", "1 / retried", "1e300 * 1e300", "exp(1000)", "86400001",
			"9999999999999999999999999999999999999" })
	void noDelayIsLongerThanADay(String text) {
		assertThat(RetryDelay.parse(text).after(0)).isEqualTo(Duration.ofDays(1));
	}

	@ParameterizedTest
	@ValueSource(strings = { "0 - 5", "sqrt(0 - 1)", "retried / retried", "1 - exp(1000)", "exp(1000) - exp(1000)" })
	void whatIsNegativeOrNoNumberIsZero(String text) {
		assertThat(RetryDelay.parse(text).after(0)).isZero();
	}

	@ParameterizedTest
	@ValueSource(strings = { "", " ", "abc", "Retried", "retries * 1000", "pow(2)", "pow(2, 3, 4)", "pow(", "POW(2, 3)",
			"1000 +", "* 2", "(1", "1)", "2 ^ 3", "5 % 2", "-1", "2 * -retried", "+1", "!1", "1 == 1", "PI", "TRUE",
			"NULL", "\"1000\"", "'1000'", "0x10", "random()", "fact(5)", "min(1)", "min(1,2,3)", "if(1,2,3)", "a[1]",
			"a.b", "1 2", "2(3)", "1;2", "1,2", "now()", "sqrt(1,2)" })
	void anythingElseIsRefusedByName(String text) {
		assertThatExceptionOfType(RefusedException.class).isThrownBy(() -> RetryDelay.parse(text))
			.withMessageStartingWith("invalid Upstash-Retry-Delay expression: ")
			.satisfies((ex) -> assertThat(ex.kind()).isEqualTo(RefusedException.Kind.INVALID));
	}

	@Test
	void aRefusalSaysWhatIsWrong() {
		assertThatExceptionOfType(RefusedException.class).isThrownBy(() -> RetryDelay.parse("1000 * tries"))
			.withMessage("invalid Upstash-Retry-Delay expression: 'tries' at position 8 is not supported");
	}

	@Test
	void aLongExpressionIsRefused() {
		assertThatExceptionOfType(RefusedException.class).isThrownBy(() -> RetryDelay.parse("1".repeat(257)))
			.withMessage("invalid Upstash-Retry-Delay expression: it has 257 characters, at most 256 are allowed");
	}

	@Test
	@Timeout(10)
	void bombsAreHarmless() {
		assertThat(RetryDelay.parse("(".repeat(127) + "1" + ")".repeat(127)).after(0)).isEqualTo(Duration.ofMillis(1));
		String tower = "pow(9,".repeat(30) + "9" + ")".repeat(30);
		assertThat(RetryDelay.parse(tower).after(0)).isEqualTo(Duration.ofDays(1));
		assertThat(RetryDelay.parse("1e999999999 * 1e999999999").after(0)).isEqualTo(Duration.ofDays(1));
		assertThat(RetryDelay.parse("1e-999999999 + 1").after(0)).isEqualTo(Duration.ofMillis(1));
	}

	@Test
	@Timeout(30)
	void anyTextIsEitherADelayWithinADayOrRefused() {
		String[] pieces = { "retried", "pow", "max", "(", ")", ",", "+", "-", "*", "/", "1", "0.5", "1e9", " ", "^",
				"\"", "'", "[", "]", ".", "ü", "\u0000", "0x", "%", "!", "=", "\\" };
		Random random = new Random(42);
		int accepted = 0;
		for (int i = 0; i < 20_000; i++) {
			StringBuilder text = new StringBuilder();
			for (int length = random.nextInt(8); length >= 0; length--) {
				text.append(pieces[random.nextInt(pieces.length)]);
			}
			accepted += accepted(text.toString()) ? 1 : 0;
		}
		assertThat(accepted).isPositive();
	}

	private static boolean accepted(String text) {
		try {
			assertThat(RetryDelay.parse(text).after(3)).isBetween(Duration.ZERO, Duration.ofDays(1));
			return true;
		}
		catch (RefusedException ex) {
			return false;
		}
	}

}
