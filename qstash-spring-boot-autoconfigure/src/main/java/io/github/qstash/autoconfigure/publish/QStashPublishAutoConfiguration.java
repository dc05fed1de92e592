package io.github.qstash.autoconfigure.publish;

import io.github.qstash.autoconfigure.QStashProperties;
import io.github.qstash.publish.QStashPublishAdvisor;
import io.github.qstash.publish.QStashPublishExecutor;
import org.jspecify.annotations.Nullable;

import org.springframework.aot.hint.MemberCategory;
import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.RuntimeHintsRegistrar;
import org.springframework.aot.hint.TypeReference;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.beans.factory.config.ConfigurableBeanFactory;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.context.annotation.ImportRuntimeHints;
import org.springframework.context.annotation.Lazy;
import org.springframework.context.annotation.Role;

/**
 * {@link AutoConfiguration Auto-configuration} for
 * {@link io.github.qstash.annotation.QStashPublish @QStashPublish}.
 *
 * @since 1.0.0
 */
@AutoConfiguration
@EnableConfigurationProperties(QStashProperties.class)
@Import(AutoProxyCreatorRegistrar.class)
@ImportRuntimeHints(QStashPublishAutoConfiguration.ExpressionHints.class)
public final class QStashPublishAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean
	@Role(BeanDefinition.ROLE_INFRASTRUCTURE)
	static QStashPublishAdvisor qstashPublishAdvisor(ConfigurableBeanFactory beanFactory,
			ObjectProvider<QStashProperties> properties) {
		// the properties are asked late: the advisor is created before they can be bound
		return new QStashPublishAdvisor(beanFactory, () -> properties.getObject().getPublish().getAspect().getOrder(),
				() -> properties.getObject().getPublish().getAspect().getAwaitTimeout());
	}

	// lazy: the advisor asks for it if a method needs it
	@Bean
	@Lazy
	@ConditionalOnMissingBean
	QStashPublishExecutor qstashPublishExecutor(QStashProperties properties) {
		QStashProperties.Publish.Aspect.Async async = properties.getPublish().getAspect().getAsync();
		return new QStashPublishExecutor(async.getThreads(), async.getQueueCapacity(), async.getDrainTimeout());
	}

	/** Keeps what expressions see as {@code #root}. */
	static final class ExpressionHints implements RuntimeHintsRegistrar {

		@Override
		public void registerHints(RuntimeHints hints, @Nullable ClassLoader classLoader) {
			hints.reflection()
				.registerType(TypeReference.of("io.github.qstash.publish.ExpressionRoot"),
						MemberCategory.INVOKE_PUBLIC_METHODS);
		}

	}

}
