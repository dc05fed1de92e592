package io.github.qstash.receive;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.context.TestPropertySource;

/**
 * The contract on Spring WebFlux with Reactor Netty.
 */
@TestPropertySource(properties = { ReactorNettyDeliveryTests.WEBFLUX, ReactorNettyDeliveryTests.REACTOR_NETTY })
class ReactorNettyDeliveryTests extends DeliveryContractTests {

	static final String WEBFLUX = "spring.main.web-application-type=reactive";

	static final String REACTOR_NETTY = "spring.autoconfigure.exclude="
			+ "org.springframework.boot.tomcat.autoconfigure.reactive.TomcatReactiveWebServerAutoConfiguration,"
			+ "org.springframework.boot.jetty.autoconfigure.reactive.JettyReactiveWebServerAutoConfiguration";

	ReactorNettyDeliveryTests(@LocalServerPort int port, @Autowired Behaviour behaviour) {
		super(port, behaviour);
	}

}
