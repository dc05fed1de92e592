package io.github.qstash.publish;

import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Method;

import io.github.qstash.annotation.PublishFailurePolicy;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import org.springframework.core.annotation.MergedAnnotations;
import org.springframework.core.annotation.MergedAnnotations.SearchStrategy;
import org.springframework.util.ClassUtils;

/**
 * Knows methods that something around them runs again if they fail: also if only their
 * message could not be published. Spring Retry and Resilience4j are not among it, since
 * by default the aspect surrounds them.
 */
final class RetriedMethods {

	private static final Log logger = LogFactory.getLog(RetriedMethods.class);

	private static final String RETRYABLE = "org.springframework.resilience.annotation.Retryable";

	private RetriedMethods() {
	}

	static void warnAbout(AnnotatedMethod method, Class<?> type) {
		if (method.definitions().stream().anyMatch(RetriedMethods::runAgain)) {
			logger.warn("@QStashPublish method '" + ClassUtils.getQualifiedMethodName(method.method(), type)
					+ "' is retried, and the caller gets failures of publishing ('onFailure' is PROPAGATE): if its "
					+ "message cannot be published, the method runs again. "
					+ "Leave 'onFailure' out, or set it to LOG or HANDLER, if it must not");
		}
	}

	private static boolean runAgain(PublishDefinition definition) {
		return definition.onFailure() == PublishFailurePolicy.PROPAGATE && definition.isRetried();
	}

	static boolean isRetried(Method method, Class<?> type) {
		return isRetried(method) || isRetried(type);
	}

	private static boolean isRetried(AnnotatedElement element) {
		return MergedAnnotations.from(element, SearchStrategy.TYPE_HIERARCHY).isPresent(RETRYABLE);
	}

}
