package io.github.qstash.receive.reactive;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeoutException;

import io.github.qstash.receive.QStashRequest;
import io.netty.buffer.PooledByteBufAllocator;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

import org.springframework.core.MethodParameter;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferLimitException;
import org.springframework.core.io.buffer.NettyDataBuffer;
import org.springframework.core.io.buffer.NettyDataBufferFactory;
import org.springframework.http.HttpMethod;
import org.springframework.mock.http.server.reactive.MockServerHttpRequest;
import org.springframework.mock.web.server.MockServerWebExchange;
import org.springframework.web.reactive.BindingContext;

import static org.assertj.core.api.Assertions.assertThat;

class QStashRequestArgumentResolverTests {

	private static final Duration LIMIT = Duration.ofSeconds(5);

	private final QStashRequestArgumentResolver resolver = new QStashRequestArgumentResolver();

	private final NettyDataBufferFactory buffers = new NettyDataBufferFactory(new PooledByteBufAllocator());

	private final List<DataBuffer> handedOut = new ArrayList<>();

	@Test
	void shouldResolveTheRequestAndNothingElse() throws Exception {
		assertThat(this.resolver.supportsParameter(parameter(0))).isTrue();
		assertThat(this.resolver.supportsParameter(parameter(1))).isFalse();
	}

	@Test
	void shouldKeepPathAndQueryAsTheyWereSent() throws Exception {
		QStashRequest request = resolve(MockServerHttpRequest
			.method(HttpMethod.PUT, URI.create("http://localhost/api/a%2Fb;v=1/caf%C3%A9?x=%7B%7D&y=a+b"))
			.contextPath("/api")
			.header("Upstash-Message-Id", "msg_1")
			.build());
		assertThat(request.path()).isEqualTo("/api/a%2Fb;v=1/caf%C3%A9");
		assertThat(request.query()).isEqualTo("x=%7B%7D&y=a+b");
		assertThat(request.contextPath()).isEqualTo("/api");
		assertThat(request.method().name()).isEqualTo("PUT");
		assertThat(request.headers().getFirst("upstash-message-id")).isEqualTo("msg_1");
		assertThat(request).hasToString("PUT /api/a%2Fb;v=1/caf%C3%A9");
	}

	@Test
	void whenBodyIsWithinTheLimitThenJoinsAndReleasesIt() throws Exception {
		QStashRequest request = resolve(withBody("abc", "", "de"));
		StepVerifier.create(request.body(5, LIMIT).map((bytes) -> new String(bytes, StandardCharsets.UTF_8)))
			.expectNext("abcde")
			.expectComplete()
			.verify(LIMIT);
		assertAllReleased(3);
	}

	@Test
	void whenBodyIsOverTheLimitThenStopsReadingAndReleasesIt() throws Exception {
		QStashRequest request = resolve(withBody("abc", "de", "f", "never asked for"));
		StepVerifier.create(request.body(5, LIMIT)).expectError(DataBufferLimitException.class).verify(LIMIT);
		assertAllReleased(3);
	}

	@Test
	void whenReadingFailsThenReleasesWhatWasRead() throws Exception {
		MockServerHttpRequest broken = MockServerHttpRequest.post("/")
			.body(Flux.concat(chunks("abc"), Flux.error(new IllegalStateException("connection reset"))));
		StepVerifier.create(resolve(broken).body(5, LIMIT)).expectErrorMessage("connection reset").verify(LIMIT);
		assertAllReleased(1);
	}

	@Test
	void whenBodyStallsThenStopsWaitingAndReleasesWhatWasRead() throws Exception {
		MockServerHttpRequest stalled = MockServerHttpRequest.post("/").body(Flux.concat(chunks("abc"), Flux.never()));
		StepVerifier.create(resolve(stalled).body(5, Duration.ofMillis(20)))
			.expectError(TimeoutException.class)
			.verify(LIMIT);
		assertAllReleased(1);
	}

	@Test
	void whenThereIsNoBodyThenIsEmpty() throws Exception {
		StepVerifier.create(resolve(MockServerHttpRequest.get("/").build()).body(5, LIMIT))
			.assertNext((bytes) -> assertThat(bytes).isEmpty())
			.expectComplete()
			.verify(LIMIT);
	}

	private void assertAllReleased(int expected) {
		assertThat(this.handedOut).hasSize(expected)
			.allSatisfy((buffer) -> assertThat(((NettyDataBuffer) buffer).getNativeBuffer().refCnt()).isZero());
	}

	private MockServerHttpRequest withBody(String... chunks) {
		return MockServerHttpRequest.post("/").body(chunks(chunks));
	}

	private Flux<DataBuffer> chunks(String... chunks) {
		return Flux.fromArray(chunks).map((chunk) -> {
			DataBuffer buffer = this.buffers.allocateBuffer(16).write(chunk.getBytes(StandardCharsets.UTF_8));
			this.handedOut.add(buffer);
			return buffer;
		});
	}

	private QStashRequest resolve(MockServerHttpRequest request) throws Exception {
		Mono<Object> resolved = this.resolver.resolveArgument(parameter(0), new BindingContext(),
				MockServerWebExchange.from(request));
		Object value = resolved.block(LIMIT);
		assertThat(value).isInstanceOf(QStashRequest.class);
		return (QStashRequest) value;
	}

	private static MethodParameter parameter(int index) throws Exception {
		return new MethodParameter(QStashRequestArgumentResolverTests.class.getDeclaredMethod("handler",
				QStashRequest.class, Object.class), index);
	}

	@SuppressWarnings("unused")
	private static void handler(QStashRequest request, Object other) {
	}

}
