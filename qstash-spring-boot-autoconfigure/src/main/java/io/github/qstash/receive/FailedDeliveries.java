package io.github.qstash.receive;

import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatusCode;
import org.springframework.web.ErrorResponse;
import org.springframework.web.bind.annotation.ResponseStatus;

/**
 * Decides what QStash is told about a delivery that failed, and logs why.
 */
final class FailedDeliveries {

	private static final Log logger = LogFactory.getLog(QStashReceiver.class);

	private final List<QStashDeliveryExceptionHandler> handlers;

	FailedDeliveries(List<QStashDeliveryExceptionHandler> handlers) {
		this.handlers = List.copyOf(handlers);
	}

	DeliveryFailure fail(QStashRequest request, Throwable thrown) {
		Throwable ex = unwrap(thrown);
		DeliveryFailure failure = decide(request, ex);
		if (failure.isForGood()) {
			logger.warn("Failed for good: delivery of " + LogText.describe(request) + reason(ex), cause(ex));
		}
		else if (ex instanceof RetryDeliveryException && failure.after() != null) {
			logger.info("To be tried again after " + failure.after() + " s: delivery of " + LogText.describe(request)
					+ reason(ex), cause(ex));
		}
		else {
			logger.error("Failed: delivery of " + LogText.describe(request), ex);
		}
		return failure;
	}

	private DeliveryFailure decide(QStashRequest request, Throwable ex) {
		try {
			for (QStashDeliveryExceptionHandler handler : this.handlers) {
				DeliveryFailure failure = handler.handle(request, ex);
				if (failure != null) {
					return failure;
				}
			}
		}
		catch (RuntimeException | LinkageError | StackOverflowError handlerFailure) {
			logger.error("A QStashDeliveryExceptionHandler failed", handlerFailure);
			return DeliveryFailure.retry();
		}
		return byType(ex);
	}

	private static DeliveryFailure byType(Throwable ex) {
		if (ex instanceof NonRetryableDeliveryException) {
			return DeliveryFailure.forGood();
		}
		if (ex instanceof RetryDeliveryException retry) {
			return DeliveryFailure.retryAfter(retry.after());
		}
		if (ex instanceof ErrorResponse response) {
			return byStatus(response.getStatusCode(), response.getHeaders());
		}
		ResponseStatus annotation = AnnotatedElementUtils.findMergedAnnotation(ex.getClass(), ResponseStatus.class);
		return (annotation != null) ? byStatus(annotation.code(), HttpHeaders.EMPTY) : DeliveryFailure.retry();
	}

	// a failure must not look like a success: the message would be lost
	private static DeliveryFailure byStatus(HttpStatusCode status, HttpHeaders headers) {
		return status.isError() ? DeliveryFailure.status(status, headers) : DeliveryFailure.retry();
	}

	private static Throwable unwrap(Throwable ex) {
		boolean wrapper = ex instanceof CompletionException || ex instanceof ExecutionException;
		return (wrapper && ex.getCause() != null) ? unwrap(ex.getCause()) : ex;
	}

	private static String reason(Throwable ex) {
		return isOurs(ex) ? ". " + ex.getMessage() : "";
	}

	private static @Nullable Throwable cause(Throwable ex) {
		return isOurs(ex) ? ex.getCause() : ex;
	}

	private static boolean isOurs(Throwable ex) { // the message says it all
		return ex instanceof NonRetryableDeliveryException || ex instanceof RetryDeliveryException;
	}

}
