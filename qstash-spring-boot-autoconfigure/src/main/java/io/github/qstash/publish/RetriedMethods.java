package io.github.qstash.publish;

import java.lang.reflect.AnnotatedElement;
import java.util.List;

import io.github.qstash.annotation.PublishFailurePolicy;
import io.github.qstash.annotation.PublishMode;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import org.springframework.core.annotation.MergedAnnotations;
import org.springframework.core.annotation.MergedAnnotations.SearchStrategy;
import org.springframework.util.ClassUtils;

/**
 * Knows methods that something around them runs again if they fail: also if only their
 * message could not be published.
 */
final class RetriedMethods {

	private static final Log logger = LogFactory.getLog(RetriedMethods.class);

	private static final List<String> RETRIES = List.of("org.springframework.resilience.annotation.Retryable",
			"org.springframework.retry.annotation.Retryable", "io.github.resilience4j.retry.annotation.Retry");

	private RetriedMethods() {
	}

	static void warnAbout(AnnotatedMethod method, Class<?> type) {
		if (method.definitions().stream().anyMatch(RetriedMethods::propagates)
				&& (isRetried(method.method()) || isRetried(type))) {
			logger.warn("@QStashPublish method '" + ClassUtils.getQualifiedMethodName(method.method(), type)
					+ "' is retried, and the caller gets failures of publishing ('onFailure'): if its message cannot "
					+ "be published, the method runs again. Set 'onFailure' to LOG or HANDLER if it must not");
		}
	}

	private static boolean propagates(PublishDefinition definition) {
		return definition.onFailure() == PublishFailurePolicy.PROPAGATE
				|| (definition.onFailure() == PublishFailurePolicy.DEFAULT && definition.mode() == PublishMode.AWAIT);
	}

	private static boolean isRetried(AnnotatedElement element) {
		MergedAnnotations annotations = MergedAnnotations.from(element, SearchStrategy.TYPE_HIERARCHY);
		return RETRIES.stream().anyMatch(annotations::isPresent);
	}

}
