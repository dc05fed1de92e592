package io.github.qstash.receive;

import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.context.TestPropertySource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A body that does not come is cut off, on every web server.
 */
class SlowBodyTests {

	@Nested
	@TestPropertySource(properties = { ReactorNettyDeliveryTests.WEBFLUX, ReactorNettyDeliveryTests.REACTOR_NETTY })
	class OnReactorNetty extends SlowBodies {

		OnReactorNetty(@LocalServerPort int port, @Autowired Behaviour behaviour) {
			super(port, behaviour);
		}

	}

	@Nested
	@TestPropertySource(properties = { TomcatDeliveryTests.MVC, TomcatDeliveryTests.TOMCAT })
	class OnTomcat extends SlowBodies {

		OnTomcat(@LocalServerPort int port, @Autowired Behaviour behaviour) {
			super(port, behaviour);
		}

	}

	@Nested
	@TestPropertySource(properties = { TomcatDeliveryTests.MVC, JettyDeliveryTests.JETTY })
	class OnJetty extends SlowBodies {

		OnJetty(@LocalServerPort int port, @Autowired Behaviour behaviour) {
			super(port, behaviour);
		}

	}

	@ExtendWith(OutputCaptureExtension.class)
	@SpringBootTest(classes = ContractApplication.class, webEnvironment = WebEnvironment.RANDOM_PORT,
			properties = { "qstash.current-signing-key=" + TestDeliveries.CURRENT_KEY,
					"qstash.next-signing-key=" + TestDeliveries.NEXT_KEY, "server.address=127.0.0.1",
					"qstash.receiver.body-timeout=300ms", "server.tomcat.connection-timeout=400ms",
					"server.jetty.connection-idle-timeout=400ms" })
	abstract static class SlowBodies {

		private static final int LENGTH = 1000;

		private final Behaviour behaviour;

		private final TestDeliveries deliveries;

		SlowBodies(int port, Behaviour behaviour) {
			this.behaviour = behaviour;
			this.deliveries = new TestDeliveries(port, "");
		}

		@ParameterizedTest
		@EnumSource
		void whenBodyStallsThenIsCutOff(ReceiverKind kind, CapturedOutput output) {
			assertCutOff(kind, this.deliveries.sendAndWaitForTheEnd(head(kind) + "x"), output);
		}

		@ParameterizedTest
		@EnumSource
		void whenBodyTricklesThenIsCutOff(ReceiverKind kind, CapturedOutput output) {
			assertCutOff(kind, this.deliveries.sendBitByBit(head(kind), "x".repeat(LENGTH)), output);
		}

		private String head(ReceiverKind kind) {
			String path = kind.prefix() + "/raw";
			return "POST " + path + " HTTP/1.1\r\nHost: localhost\r\nUpstash-Message-Id: msg_1\r\nContent-Length: "
					+ LENGTH + "\r\nUpstash-Signature: "
					+ this.deliveries.sign(TestDeliveries.CURRENT_KEY, path, TestDeliveries.bytes("x".repeat(LENGTH)))
					+ "\r\n\r\n";
		}

		private void assertCutOff(ReceiverKind kind, String answer, CapturedOutput output) {
			assertThat(answer).startsWith("HTTP/1.1 408 ");
			assertThat(this.behaviour.handled()).isEmpty();
			assertThat(output).containsOnlyOnce("WARN")
				.contains("message 'msg_1' to POST " + kind.prefix() + "/raw")
				.contains("did not arrive in time");
		}

	}

}
