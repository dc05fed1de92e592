package io.github.qstash.devserver.runtime;

import io.github.qstash.signature.SigningKeys;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class KeyRotationTests {

	private static final SigningKeys INITIAL = SigningKeys.of("sig_a", "sig_b");

	private final KeyRotation rotation = new KeyRotation(INITIAL);

	@Test
	void theNextKeyBecomesTheCurrentOne() {
		assertThat(this.rotation.keys()).isEqualTo(INITIAL);
		SigningKeys once = this.rotation.rotate();
		assertThat(once.current()).isEqualTo("sig_b");
		assertThat(once.next()).matches("sig_[0-9A-Za-z]{28}");
		SigningKeys twice = this.rotation.rotate();
		assertThat(twice.current()).isEqualTo(once.next());
		assertThat(twice.next()).isNotEqualTo(once.next());
		assertThat(this.rotation.keys()).isEqualTo(twice);
	}

	@Test
	void aResetUndoesRotations() {
		this.rotation.rotate();
		this.rotation.rotate();
		this.rotation.reset();
		assertThat(this.rotation.keys()).isEqualTo(INITIAL);
	}

}
