package io.github.qstash.receive;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.context.TestPropertySource;

/**
 * The contract on Spring MVC with Tomcat.
 */
@TestPropertySource(properties = { TomcatDeliveryTests.MVC, TomcatDeliveryTests.TOMCAT })
class TomcatDeliveryTests extends DeliveryContractTests {

	static final String MVC = "spring.main.web-application-type=servlet";

	static final String TOMCAT = "spring.autoconfigure.exclude="
			+ "org.springframework.boot.jetty.autoconfigure.servlet.JettyServletWebServerAutoConfiguration";

	TomcatDeliveryTests(@LocalServerPort int port, @Autowired Behaviour behaviour) {
		super(port, behaviour);
	}

}
