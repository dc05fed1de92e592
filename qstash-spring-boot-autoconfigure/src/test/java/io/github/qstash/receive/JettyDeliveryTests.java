package io.github.qstash.receive;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.context.TestPropertySource;

/**
 * The contract on Spring MVC with Jetty.
 */
@TestPropertySource(properties = { TomcatDeliveryTests.MVC, JettyDeliveryTests.JETTY })
class JettyDeliveryTests extends DeliveryContractTests {

	static final String JETTY = "spring.autoconfigure.exclude="
			+ "org.springframework.boot.tomcat.autoconfigure.servlet.TomcatServletWebServerAutoConfiguration";

	JettyDeliveryTests(@LocalServerPort int port, @Autowired Behaviour behaviour) {
		super(port, behaviour);
	}

}
