package io.github.qstash.devserver.engine;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class BodyTests {

	@Test
	void textIsUtf8AndOtherBytesAreNot() {
		assertThat(Body.of("grün").utf8()).isEqualTo("grün");
		assertThat(Body.of(new byte[] { (byte) 0xff, 0x41 }).utf8()).isNull();
		assertThat(Body.of(new byte[] { (byte) 0xff, 0x41 }).base64()).isEqualTo("/0E=");
		assertThat(Body.empty().utf8()).isEmpty();
	}

	@Test
	void nobodyCanChangeItsBytes() {
		byte[] bytes = "abc".getBytes(StandardCharsets.UTF_8);
		Body body = Body.of(bytes);
		bytes[0] = 'x';
		body.bytes()[1] = 'x';
		assertThat(body.utf8()).isEqualTo("abc");
	}

	@Test
	void bodiesOfEqualBytesAreEqual() {
		assertThat(Body.of("abc")).isEqualTo(Body.of(new byte[] { 'a', 'b', 'c' }))
			.hasSameHashCodeAs(Body.of("abc"))
			.isNotEqualTo(Body.of("abd"));
		assertThat(Body.of(new byte[0])).isSameAs(Body.empty());
	}

	@Test
	void theBeginningEndsWithAWholeCharacter() {
		Body body = Body.of("ab€c");
		assertThat(body.first(6)).isSameAs(body);
		assertThat(body.first(5).utf8()).isEqualTo("ab€");
		assertThat(body.first(4).utf8()).isEqualTo("ab");
		assertThat(body.first(3).utf8()).isEqualTo("ab");
		assertThat(body.first(2).utf8()).isEqualTo("ab");
	}

	@Test
	void theBeginningOfBytesThatAreNoTextHasThem() {
		byte[] bytes = new byte[10];
		Arrays.fill(bytes, (byte) 0x80);
		assertThat(Body.of(bytes).first(8).size()).isBetween(4, 8);
	}

	@Test
	void theTextOfABodyShowsItsSizeOnly() {
		assertThat(Body.of("secret")).hasToString("Body[6 bytes]");
	}

}
