package io.github.qstash.receive;

import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

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

		private final Behaviour behaviour;

		private final TestDeliveries deliveries;

		SlowBodies(int port, Behaviour behaviour) {
			this.behaviour = behaviour;
			this.deliveries = new TestDeliveries(port, ReceiverKind.REACTIVE.prefix());
		}

		@Test
		void whenBodyStallsThenIsCutOff(CapturedOutput output) {
			byte[] body = TestDeliveries.bytes("{}");
			String head = "POST /reactive/raw HTTP/1.1\r\nHost: localhost\r\nUpstash-Message-Id: msg_1\r\n"
					+ "Content-Length: 2\r\nUpstash-Signature: "
					+ this.deliveries.sign(TestDeliveries.CURRENT_KEY, "/raw", body) + "\r\n\r\n";
			String answer = this.deliveries.sendAndWaitForTheEnd(head + "{");
			assertThat(answer).startsWith("HTTP/1.1 408 ");
			assertThat(this.behaviour.handled()).isEmpty();
			assertThat(output).containsOnlyOnce("WARN")
				.contains("message 'msg_1' to POST /reactive/raw")
				.contains("did not arrive in time");
		}

	}

}
