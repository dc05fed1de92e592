package io.github.qstash.devserver.test;

import java.time.Instant;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

import io.github.qstash.devserver.fixtures.TestApi;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.mockito.Answers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.BDDMockito.given;
import static org.mockito.Mockito.mock;

class QStashTestServerExtensionTests {

	private static final Instant START = Instant.parse("2026-03-29T00:59:00Z");

	@RegisterExtension
	static final QStashTestServerExtension extension = new QStashTestServerExtension(
			QStashTestServer.builder().startAt(START));

	private static final Set<QStashTestServer> servers = new HashSet<>();

	@RepeatedTest(2)
	void eachTestFindsTheServerOfTheClassWithANewTime(QStashTestServer server) {
		servers.add(server);
		assertThat(servers).hasSize(1);
		assertThat(server.messages()).isEmpty();
		assertThat(server.now()).isEqualTo(START);
		new TestApi(server.url(), server.token()).publish("http://localhost:1/in", "Upstash-Delay", "1h");
		server.advanceTo(START.plusSeconds(60));
	}

	@Test
	void whenAFaultWasNeverHitThenTheTestFails(QStashTestServer server) {
		server.faults().onPublish().answer(500);
		assertThatExceptionOfType(AssertionError.class).isThrownBy(() -> extension.afterEach(context(server, null)))
			.withMessageContaining("'answered 500' of a publish");
		extension.afterEach(context(server, new AssertionError("the test's own")));
		server.reset();
	}

	private static ExtensionContext context(QStashTestServer server, Throwable failure) {
		ExtensionContext context = mock(Answers.RETURNS_DEEP_STUBS);
		given(context.getStore(any()).computeIfAbsent(any(), any(), any())).willReturn(server);
		given(context.getExecutionException()).willReturn(Optional.ofNullable(failure));
		return context;
	}

	@Nested
	class InANestedClass {

		@Test
		void itIsTheSameServer(QStashTestServer server) {
			servers.add(server);
			assertThat(servers).hasSize(1);
		}

	}

}
