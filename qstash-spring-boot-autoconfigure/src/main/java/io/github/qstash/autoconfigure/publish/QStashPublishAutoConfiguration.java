package io.github.qstash.autoconfigure.publish;

import io.github.qstash.autoconfigure.QStashProperties;
import io.github.qstash.client.QStashOperations;
import io.github.qstash.publish.QStashPublishAdvisor;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.beans.factory.config.ConfigurableBeanFactory;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
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
public final class QStashPublishAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean
	@Role(BeanDefinition.ROLE_INFRASTRUCTURE)
	static QStashPublishAdvisor qstashPublishAdvisor(ObjectProvider<QStashOperations> operations,
			ConfigurableBeanFactory beanFactory, ObjectProvider<QStashProperties> properties) {
		// the properties are asked late: the advisor is created before they can be bound
		return new QStashPublishAdvisor(operations, beanFactory::resolveEmbeddedValue,
				() -> properties.getObject().getPublish().getAspect().getOrder(),
				() -> properties.getObject().getPublish().getAspect().getAwaitTimeout());
	}

}
