package io.github.qstash.client;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.stream.IntStream;

import com.github.tomakehurst.wiremock.core.WireMockConfiguration;
import com.github.tomakehurst.wiremock.http.Fault;
import com.github.tomakehurst.wiremock.junit5.WireMockExtension;
import io.netty.buffer.Unpooled;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import reactor.core.publisher.Flux;
import reactor.netty.DisposableServer;
import reactor.netty.http.client.HttpClient;
import reactor.netty.http.server.HttpServer;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link QStashTemplate} against a server that misbehaves.
 */
class QStashTemplateFaultTests {

	private static final Duration LIMIT = Duration.ofSeconds(10);

	@RegisterExtension
	static WireMockExtension server = WireMockExtension.newInstance()
		.options(WireMockConfiguration.wireMockConfig().dynamicPort().bindAddress("127.0.0.1"))
		.build();

	@ParameterizedTest
	@EnumSource(Fault.class)
	void brokenAnswerIsATransportError(Fault fault) {
		server.stubFor(post(anyUrl()).willReturn(aResponse().withBody("{\"messageId\":\"msg_1\"}").withFault(fault)));
		assertTransportError(template(server.baseUrl()).build());
	}

	@Test
	void refusedConnectionIsATransportError() throws Exception {
		int closed;
		try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
			closed = socket.getLocalPort();
		}
		assertTransportError(template("http://127.0.0.1:" + closed).build());
	}

	@Test
	void silenceIsATransportErrorAfterTheResponseTimeout() throws Exception {
		try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
			QStashTemplate template = template("http://127.0.0.1:" + silent.getLocalPort())
				.httpClient(HttpClient.create().responseTimeout(Duration.ofMillis(100)))
				.build();
			assertThatExceptionOfType(QStashTransportException.class)
				.isThrownBy(() -> template.publish("https://example.com", "x").block(LIMIT))
				.withMessageContaining("qstash.client.response-timeout");
		}
	}

	@Test
	void answerOverTheLimitIsCutOff() {
		DisposableServer endless = HttpServer.create()
			.host("127.0.0.1")
			.port(0)
			.handle((request,
					response) -> response.send(Flux.fromStream(
							IntStream.range(0, 1_000_000).mapToObj((i) -> Unpooled.wrappedBuffer(new byte[1024])))))
			.bindNow(LIMIT);
		try {
			QStashTemplate template = template("http://127.0.0.1:" + endless.port()).maxResponseSize(100_000).build();
			assertThatExceptionOfType(QStashResponseException.class)
				.isThrownBy(() -> template.publish("https://example.com", "x").block(LIMIT))
				.withMessageContaining("larger than 100000 bytes");
		}
		finally {
			endless.disposeNow(LIMIT);
		}
	}

	@Test
	void endlessErrorAnswerIsStillItsTypedError() {
		DisposableServer endless = HttpServer.create()
			.host("127.0.0.1")
			.port(0)
			.handle((request, response) -> response.status(401)
				.sendString(Flux.fromStream(IntStream.range(0, 1_000_000).mapToObj((i) -> "no ".repeat(1000)))))
			.bindNow(LIMIT);
		try {
			assertThatExceptionOfType(QStashAuthenticationException.class)
				.isThrownBy(() -> template("http://127.0.0.1:" + endless.port()).maxResponseSize(1000)
					.build()
					.publish("https://example.com", "x")
					.block(LIMIT))
				.satisfies((ex) -> assertThat(ex.serverMessage()).startsWith("no no no"));
		}
		finally {
			endless.disposeNow(LIMIT);
		}
	}

	private static QStashTemplate.Builder template(String url) {
		return QStashTemplate.builder().url(url).token("the-token");
	}

	private static void assertTransportError(QStashTemplate template) {
		assertThatExceptionOfType(QStashTransportException.class)
			.isThrownBy(() -> template.publish("https://example.com", "x").block(LIMIT))
			.withMessageStartingWith("No answer to publish from QStash at http://")
			.satisfies((ex) -> assertThat(ex).message().doesNotContain("the-token"));
	}

}
