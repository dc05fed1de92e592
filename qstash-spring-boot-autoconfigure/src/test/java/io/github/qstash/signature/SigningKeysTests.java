package io.github.qstash.signature;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class SigningKeysTests {

	@Test
	void shouldKeepKeysAsTheyAre() {
		SigningKeys keys = SigningKeys.of(" sig_a ", "sig_b");
		assertThat(keys.current()).isEqualTo(" sig_a ");
		assertThat(keys.next()).isEqualTo("sig_b");
		assertThat(SigningKeys.of("sig_a", null).next()).isNull();
	}

	@ParameterizedTest
	@ValueSource(strings = { "", " ", "\t\n" })
	void whenKeyIsBlankThenRefusesIt(String blank) {
		assertThatIllegalArgumentException().isThrownBy(() -> SigningKeys.of(blank, null))
			.withMessage("'current' signing key must not be blank");
		assertThatIllegalArgumentException().isThrownBy(() -> SigningKeys.of("sig_a", blank))
			.withMessage("'next' signing key must not be blank");
	}

	@Test
	void shouldShowNoKey() {
		assertThat(SigningKeys.of("sig_a", "sig_b")).hasToString("SigningKeys[current, next]");
		assertThat(SigningKeys.of("sig_a", null)).hasToString("SigningKeys[current]");
	}

	@Test
	void shouldBeAValue() {
		assertThat(SigningKeys.of("a", "b")).isEqualTo(SigningKeys.of("a", "b"))
			.hasSameHashCodeAs(SigningKeys.of("a", "b"));
		assertThat(SigningKeys.of("a", "b")).isNotEqualTo(SigningKeys.of("a", "c"))
			.isNotEqualTo(SigningKeys.of("c", "b"))
			.isNotEqualTo(SigningKeys.of("a", null))
			.isNotEqualTo("a");
	}

}
