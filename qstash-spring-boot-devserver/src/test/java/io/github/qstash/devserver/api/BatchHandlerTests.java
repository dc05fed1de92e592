package io.github.qstash.devserver.api;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

import io.github.qstash.devserver.engine.Engine;
import io.github.qstash.devserver.engine.Ids;
import io.github.qstash.devserver.runtime.Account;
import io.github.qstash.devserver.runtime.AttemptSender;
import io.github.qstash.devserver.runtime.EngineLoop;
import io.github.qstash.signature.SigningKeys;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;

class BatchHandlerTests {

	private static final Duration LIMIT = Duration.ofSeconds(5);

	private final AtomicInteger messages = new AtomicInteger();

	@Test
	void failureOfOneItemDoesNotLoseTheReceiptsOfOthers() {
		try (EngineLoop loop = loop((prefix) -> {
			if (this.messages.incrementAndGet() == 2) {
				throw new IllegalStateException("for the test");
			}
			return "msg_" + this.messages.get();
		})) {
			assertThat(publishThree(account(loop))).hasToString("[{\"messageId\":\"msg_1\"},"
					+ "{\"error\":\"internal error of the development server, see its log\"},{\"messageId\":\"msg_3\"}]");
		}
	}

	@Test
	void itemThatDidNotGetToTheEngineHasItsError() {
		EngineLoop loop = loop((prefix) -> "msg_" + this.messages.incrementAndGet());
		Account account = account(loop);
		loop.close();
		JsonNode slots = publishThree(account);
		assertThat(slots.size()).isEqualTo(3);
		assertThat(slots.findValuesAsString("error")).containsOnly("the server is stopping").hasSize(3);
	}

	private static EngineLoop loop(Ids ids) {
		return new EngineLoop(Clock.systemUTC(), mock(AttemptSender.class), () -> new Engine(ids), true, LIMIT);
	}

	private static Account account(EngineLoop loop) {
		return loop.addAccount(SigningKeys.of("sig_current", "sig_next"));
	}

	private static JsonNode publishThree(Account account) {
		byte[] body = """
				[ { "destination": "https://a.example" }, { "destination": "https://a.example" },
				  { "destination": "https://a.example" } ]
				""".getBytes(StandardCharsets.UTF_8);
		ApiRequest request = new ApiRequest(account, Map.of(), RawQuery.of(null), new HeaderLines(List.of()), body,
				"127.0.0.1");
		Answer answer = new BatchHandler(1000).publish(request).block(LIMIT);
		assertThat(answer.status()).isEqualTo(200);
		return Json.read(answer.body().get(0));
	}

}
