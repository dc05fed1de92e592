package io.github.qstash.devserver.api;

import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

class PathPatternTests {

	@ParameterizedTest
	@CsvSource({ "/v2/publish/https://a.example//b/%2F/../c/, https://a.example//b/%2F/../c/",
			"/v2/publish/group, group", "/v2/publish/, ''", "/v2/publish, ''", "/v2/publish//x, /x" })
	void restIsNeitherDecodedNorNormalised(String path, String expected) {
		assertThat(new PathPattern("/v2/publish/{destination…}").match(path))
			.isEqualTo(Map.of("destination", expected));
	}

	@Test
	void segmentBeforeTheRestIsDecoded() {
		assertThat(new PathPattern("/v2/enqueue/{queue}/{destination…}").match("/v2/enqueue/a%20b+/http://c//d"))
			.isEqualTo(Map.of("queue", "a b+", "destination", "http://c//d"));
		assertThat(new PathPattern("/v2/enqueue/{queue}/{destination…}").match("/v2/enqueue//http://c")).isNull();
	}

	@ParameterizedTest
	@ValueSource(strings = { "/v2/messages", "/v2/messages/" })
	void collectionMayEndWithASlash(String path) {
		assertThat(new PathPattern("/v2/messages").match(path)).isEmpty();
	}

	@ParameterizedTest
	@ValueSource(strings = { "/v2/messages//", "/v2/messages/x", "/v2/message", "/v2", "/", "/V2/messages" })
	void otherPathsDoNotMatchACollection(String path) {
		assertThat(new PathPattern("/v2/messages").match(path)).isNull();
	}

	@ParameterizedTest
	@ValueSource(strings = { "/v2/topics/", "/v2/topics/a/b", "/v2/topics" })
	void segmentIsNeitherEmptyNorHasASlash(String path) {
		assertThat(new PathPattern("/v2/topics/{name}").match(path)).isNull();
	}

}
