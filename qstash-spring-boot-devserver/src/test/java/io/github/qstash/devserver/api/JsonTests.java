package io.github.qstash.devserver.api;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

class JsonTests {

	@Test
	void tooLittleMemoryIsAnErrorThatGetsAnAnswer() {
		assertThatIllegalStateException().isThrownBy(() -> Json.write(() -> {
			throw new OutOfMemoryError("for the test");
		}));
	}

}
