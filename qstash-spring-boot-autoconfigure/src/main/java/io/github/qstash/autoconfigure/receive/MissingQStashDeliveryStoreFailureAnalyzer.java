package io.github.qstash.autoconfigure.receive;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/**
 * Tells what to add when nothing remembers deliveries.
 */
class MissingQStashDeliveryStoreFailureAnalyzer extends AbstractFailureAnalyzer<MissingQStashDeliveryStoreException> {

	@Override
	protected FailureAnalysis analyze(Throwable rootFailure, MissingQStashDeliveryStoreException cause) {
		return new FailureAnalysis(
				"Messages are to be handled once ('qstash.receiver.idempotency.enabled', or a controller says so), which "
						+ "needs a store that remembers them, and there is none, or it is not clear which Redis is meant.",
				"""
						Do one of these:
						  - for an application with several instances, add the dependency \
						'org.springframework.boot:spring-boot-starter-data-redis', and set 'spring.data.redis.*'
						  - if there is more than one bean of the type 'StringRedisTemplate' or 'ReactiveStringRedisTemplate', mark \
						the one that is to remember them as '@Primary'
						  - for an application with one instance and without Redis, add the dependency 'com.github.ben-manes.caffeine:caffeine'
						  - define a bean of the type 'io.github.qstash.receive.QStashDeliveryStore'""",
				cause);
	}

}
