package io.github.qstash.devserver.delivery;

import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.nio.channels.ClosedChannelException;
import java.time.Duration;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;

import javax.net.ssl.SSLException;

import io.netty.channel.ConnectTimeoutException;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.ssl.NotSslRecordException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import reactor.netty.channel.AbortedException;

import static org.assertj.core.api.Assertions.assertThat;

class FailureTextTests {

	static Stream<Arguments> failures() {
		return Stream.of(Arguments.of(new TimeoutException(), "timed out after 5s"),
				Arguments.of(new UnknownHostException("a"), "unable to resolve host: http://a"),
				Arguments.of(new ConnectTimeoutException(), "connection timed out: http://a"),
				Arguments.of(new ConnectException(), "connection refused: http://a"),
				Arguments.of(new SocketException("Connection reset"), "connection reset: http://a"),
				Arguments.of(new IOException("recvAddress(..) failed: Connection reset by peer"),
						"connection reset: http://a"),
				Arguments.of(new IOException("Broken pipe"), "connection closed during the request: http://a"),
				Arguments.of(AbortedException.beforeSend(), "connection closed during the request: http://a"),
				Arguments.of(new ClosedChannelException(), "connection closed during the request: http://a"),
				Arguments.of(new TooLongHttpHeaderException(), "response headers are too large: http://a"),
				Arguments.of(new SSLException("handshake failed"), "TLS failed: http://a: handshake failed"),
				Arguments.of(new NotSslRecordException("not an SSL/TLS record: 73656372"),
						"TLS failed: http://a: the answer is not TLS"),
				Arguments.of(new SSLException("PKIX: a.b.SomeException: no path", new IllegalStateException("no path")),
						"TLS failed: http://a: no path"),
				Arguments.of(new SSLException(null, null), "TLS failed: http://a"), Arguments
					.of(new IllegalStateException("secret"), "request failed, or the answer is not HTTP: http://a"));
	}

	@ParameterizedTest
	@MethodSource("failures")
	void failureIsSaidInWords(Throwable failure, String text) {
		assertThat(FailureText.of(failure, "http://a", Duration.ofSeconds(5))).isEqualTo(text);
	}

}
