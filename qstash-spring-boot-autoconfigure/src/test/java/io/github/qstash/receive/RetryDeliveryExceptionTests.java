package io.github.qstash.receive;

import java.time.Duration;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class RetryDeliveryExceptionTests {

	@Test
	void shouldKeepDelayAndCause() {
		Exception cause = new Exception();
		RetryDeliveryException ex = new RetryDeliveryException(Duration.ofSeconds(90), "closed", cause);
		assertThat(ex.after()).isEqualTo(Duration.ofSeconds(90));
		assertThat(ex).hasMessage("closed").hasCause(cause);
		assertThat(new RetryDeliveryException(Duration.ZERO)).hasMessage("Delivery should be tried again after PT0S");
	}

	@Test
	void whenDelayIsLongerThanQStashWouldWaitThenIsTheLongest() {
		assertThat(new RetryDeliveryException(Duration.ofDays(3)).after()).isEqualTo(Duration.ofDays(1));
	}

	@Test
	void whenDelayIsNegativeThenRefusesIt() {
		assertThatIllegalArgumentException().isThrownBy(() -> new RetryDeliveryException(Duration.ofMillis(-1)))
			.withMessage("'after' must not be negative");
	}

}
