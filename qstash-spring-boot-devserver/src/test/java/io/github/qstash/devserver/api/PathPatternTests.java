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
	@CsvSource({ "/v2/keys/a/pause, a", "/v2/keys/a//b%2F/pause, a//b%2F", "/v2/keys/pause/pause, pause",
			"/v2/keys//pause, ''", "/v2/keys/pause, ''" })
	void restMayBeFollowedByAWord(String path, String expected) {
		assertThat(new PathPattern("/v2/keys/{key…}/pause").match(path)).isEqualTo(Map.of("key", expected));
	}

	@ParameterizedTest
	@ValueSource(strings = { "/v2/keys/a", "/v2/keys/apause", "/v2/keys/a/pause/", "/v2/pause", "/pause", "/" })
	void wordBehindTheRestMustBeThere(String path) {
		assertThat(new PathPattern("/v2/keys/{key…}/pause").match(path)).isNull();
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
