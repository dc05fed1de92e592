package io.github.qstash.receive;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import org.springframework.http.ResponseEntity;

/**
 * Logs why a delivery failed, and decides what QStash is answered.
 */
final class FailedDeliveries {

	private static final Log logger = LogFactory.getLog(QStashReceiver.class);

	private final DeliveryAnswers answers;

	FailedDeliveries(DeliveryAnswers answers) {
		this.answers = answers;
	}

	ResponseEntity<byte[]> answer(QStashRequest request, Throwable ex) {
		if (ex instanceof NonRetryableDeliveryException) {
			logger.warn("Failed for good: delivery of " + LogText.describe(request) + ". " + ex.getMessage(),
					ex.getCause());
			return this.answers.failedForGood();
		}
		if (ex instanceof RetryDeliveryException retry) {
			logger.info("To be tried again after " + retry.after() + ": delivery of " + LogText.describe(request) + ". "
					+ ex.getMessage(), ex.getCause());
			return this.answers.tryAgain(retry.after());
		}
		logger.error("Failed: delivery of " + LogText.describe(request), ex);
		return this.answers.failed();
	}

}
