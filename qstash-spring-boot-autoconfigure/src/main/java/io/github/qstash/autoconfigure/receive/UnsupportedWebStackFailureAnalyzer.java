package io.github.qstash.autoconfigure.receive;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/**
 * Tells how to get to the web stack that is supported.
 */
class UnsupportedWebStackFailureAnalyzer extends AbstractFailureAnalyzer<UnsupportedWebStackException> {

	@Override
	protected FailureAnalysis analyze(Throwable rootFailure, UnsupportedWebStackException cause) {
		return new FailureAnalysis("The bean '" + cause.controllerName()
				+ "' is a QStashController, which needs Spring WebFlux, but this is a servlet (Spring MVC) application.",
				"""
						Depend on 'org.springframework.boot:spring-boot-starter-webflux' and do one of these:
						  - remove the dependency 'org.springframework.boot:spring-boot-starter-webmvc'
						  - set the property 'spring.main.web-application-type' to 'reactive'""", cause);
	}

}
