package io.github.qstash.receive.servlet;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.TimeoutException;

import io.github.qstash.receive.QStashRequest;
import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import org.junit.jupiter.api.Test;
import org.mockito.BDDMockito;
import org.mockito.Mockito;
import reactor.test.StepVerifier;

import org.springframework.core.MethodParameter;
import org.springframework.core.io.buffer.DataBufferLimitException;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.web.context.request.ServletWebRequest;
import org.springframework.web.context.request.async.AsyncWebRequest;
import org.springframework.web.context.request.async.WebAsyncUtils;

import static org.assertj.core.api.Assertions.assertThat;

class QStashRequestArgumentResolverTests {

	private static final Duration LIMIT = Duration.ofSeconds(5);

	private final MockHttpServletRequest request = new MockHttpServletRequest("PUT", "/api/a%2Fb;v=1/caf%C3%A9");

	@Test
	void shouldResolveTheRequestAndNothingElse() throws Exception {
		QStashRequestArgumentResolver resolver = new QStashRequestArgumentResolver(false);
		assertThat(resolver.supportsParameter(parameter(0))).isTrue();
		assertThat(resolver.supportsParameter(parameter(1))).isFalse();
	}

	@Test
	void shouldKeepPathQueryAndHeadersAsTheyWereSent() throws Exception {
		this.request.setQueryString("x=%7B%7D&y=a+b&z={|}");
		this.request.setContextPath("/api");
		this.request.setContentType("text/plain");
		this.request.setCharacterEncoding("UTF-8");
		this.request.addHeader("X-Many", "a");
		this.request.addHeader("X-Many", "b");
		QStashRequest resolved = resolve(false);
		assertThat(resolved.path()).isEqualTo("/api/a%2Fb;v=1/caf%C3%A9");
		assertThat(resolved.query()).isEqualTo("x=%7B%7D&y=a+b&z={|}");
		assertThat(resolved.contextPath()).isEqualTo("/api");
		assertThat(resolved.method().name()).isEqualTo("PUT");
		assertThat(resolved.headers().get("x-many")).containsExactly("a", "b");
		assertThat(resolved).hasToString("PUT /api/a%2Fb;v=1/caf%C3%A9");
	}

	@Test
	void whenTimeIsNotLimitedThenSpringMvcWaitsForEver() throws Exception {
		AsyncWebRequest asyncRequest = Mockito.mock(AsyncWebRequest.class);
		WebAsyncUtils.getAsyncManager(this.request).setAsyncWebRequest(asyncRequest);
		resolve(false);
		BDDMockito.then(asyncRequest).should().setTimeout(0L);
	}

	@Test
	void whenTimeIsLimitedThenLeavesTheLimitOfSpringMvc() throws Exception {
		AsyncWebRequest asyncRequest = Mockito.mock(AsyncWebRequest.class);
		WebAsyncUtils.getAsyncManager(this.request).setAsyncWebRequest(asyncRequest);
		Mockito.clearInvocations(asyncRequest);
		resolve(true);
		BDDMockito.then(asyncRequest).should(Mockito.never()).setTimeout(Mockito.any());
	}

	@Test
	void whenNobodySubscribesThenReadsNothing() throws Exception {
		this.request.setContent(new byte[1]);
		resolve(false).body(5, LIMIT);
		assertThat(this.request.getInputStream().read()).isZero();
	}

	@Test
	void whenBodyIsWithinTheLimitThenIsRead() throws Exception {
		byte[] body = "x".repeat(20_000).getBytes(StandardCharsets.UTF_8);
		this.request.setContent(body);
		StepVerifier.create(resolve(false).body(body.length, LIMIT))
			.assertNext((bytes) -> assertThat(bytes).isEqualTo(body))
			.expectComplete()
			.verify(LIMIT);
	}

	@Test
	void whenThereIsNoBodyThenIsEmpty() throws Exception {
		StepVerifier.create(resolve(false).body(5, LIMIT))
			.assertNext((bytes) -> assertThat(bytes).isEmpty())
			.expectComplete()
			.verify(LIMIT);
	}

	@Test
	void whenBodyIsOverTheLimitThenStopsReading() throws Exception {
		this.request.setContent(new byte[20_000]);
		StepVerifier.create(resolve(false).body(8191, LIMIT)).expectError(DataBufferLimitException.class).verify(LIMIT);
		assertThat(this.request.getInputStream().readAllBytes()).hasSize(20_000 - 8192);
	}

	@Test
	void whenBodyTricklesLongerThanTheTimeoutThenStopsReading() throws Exception {
		this.request.setContent(new byte[20_000]);
		StepVerifier.create(resolve(false).body(20_000, Duration.ZERO))
			.expectError(TimeoutException.class)
			.verify(LIMIT);
	}

	@Test
	void whenContainerStopsWaitingThenIsATimeout() throws Exception {
		for (IOException failure : new IOException[] { new SocketTimeoutException(),
				new IOException(new SocketTimeoutException()),
				new IOException(new TimeoutException("Idle timeout expired")) }) {
			StepVerifier.create(failing(failure).body(5, LIMIT)).expectError(TimeoutException.class).verify(LIMIT);
		}
	}

	@Test
	void whenReadingFailsThenFails() throws Exception {
		StepVerifier.create(failing(new IOException("connection reset")).body(5, LIMIT))
			.expectErrorMessage("connection reset")
			.verify(LIMIT);
	}

	private QStashRequest resolve(boolean limitsTime) {
		return resolve(limitsTime, this.request);
	}

	private static QStashRequest resolve(boolean limitsTime, MockHttpServletRequest request) {
		return (QStashRequest) new QStashRequestArgumentResolver(limitsTime).resolveArgument(parameter(0), null,
				new ServletWebRequest(request), null);
	}

	private static QStashRequest failing(IOException failure) {
		return resolve(false, new MockHttpServletRequest("POST", "/") {

			@Override
			public ServletInputStream getInputStream() {
				return new FailingStream(failure);
			}

		});
	}

	private static MethodParameter parameter(int index) {
		try {
			return new MethodParameter(QStashRequestArgumentResolverTests.class.getDeclaredMethod("handler",
					QStashRequest.class, Object.class), index);
		}
		catch (NoSuchMethodException ex) {
			throw new IllegalStateException(ex);
		}
	}

	@SuppressWarnings("unused")
	private static void handler(QStashRequest request, Object other) {
	}

	private static final class FailingStream extends ServletInputStream {

		private final ByteArrayInputStream before = new ByteArrayInputStream(new byte[] { 1 });

		private final IOException failure;

		FailingStream(IOException failure) {
			this.failure = failure;
		}

		@Override
		public int read() throws IOException {
			int next = this.before.read();
			if (next < 0) {
				throw this.failure;
			}
			return next;
		}

		@Override
		public int read(byte[] bytes, int offset, int length) throws IOException {
			bytes[offset] = (byte) read();
			return 1;
		}

		@Override
		public boolean isFinished() {
			return false;
		}

		@Override
		public boolean isReady() {
			return true;
		}

		@Override
		public void setReadListener(ReadListener readListener) {
			throw new UnsupportedOperationException();
		}

	}

}
