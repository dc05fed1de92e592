package io.github.qstash.devserver.test;

import java.util.List;

import org.jspecify.annotations.Nullable;

import org.springframework.test.context.ContextConfigurationAttributes;
import org.springframework.test.context.ContextCustomizer;
import org.springframework.test.context.ContextCustomizerFactory;
import org.springframework.test.context.TestContextAnnotationUtils;

/**
 * Finds {@link AutoConfigureQStashDevServer} on a test class, a class around it, or what
 * it inherits from.
 */
class QStashDevServerContextCustomizerFactory implements ContextCustomizerFactory {

	@Override
	public @Nullable ContextCustomizer createContextCustomizer(Class<?> testClass,
			List<ContextConfigurationAttributes> configAttributes) {
		AutoConfigureQStashDevServer annotation = TestContextAnnotationUtils.findMergedAnnotation(testClass,
				AutoConfigureQStashDevServer.class);
		return (annotation != null)
				? new QStashDevServerContextCustomizer(annotation.startAt(), annotation.allowRealQStash()) : null;
	}

}
