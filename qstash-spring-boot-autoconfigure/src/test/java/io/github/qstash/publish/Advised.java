package io.github.qstash.publish;

import java.time.Duration;
import java.util.Map;

import io.github.qstash.client.QStashOperations;

import org.springframework.aop.framework.ProxyFactory;
import org.springframework.beans.factory.support.DefaultListableBeanFactory;
import org.springframework.core.Ordered;
import org.springframework.util.PropertyPlaceholderHelper;

/**
 * Wraps objects as the auto-proxy creator does, without a context.
 */
final class Advised {

	private final DefaultListableBeanFactory beanFactory = new DefaultListableBeanFactory();

	private final QStashPublishAdvisor advisor;

	Advised(QStashOperations operations, Map<String, String> properties) {
		this(operations, properties, Duration.ofSeconds(5));
	}

	Advised(QStashOperations operations, Map<String, String> properties, Duration awaitTimeout) {
		PropertyPlaceholderHelper placeholders = new PropertyPlaceholderHelper("${", "}", ":", null, false);
		this.beanFactory.addEmbeddedValueResolver((text) -> placeholders.replacePlaceholders(text, properties::get));
		bean("operations", operations);
		this.advisor = new QStashPublishAdvisor(this.beanFactory, () -> Ordered.LOWEST_PRECEDENCE - 1,
				() -> awaitTimeout);
	}

	Advised bean(String name, Object bean) {
		this.beanFactory.registerSingleton(name, bean);
		return this;
	}

	@SuppressWarnings("unchecked")
	<T> T classProxy(T target) {
		ProxyFactory factory = new ProxyFactory();
		factory.setTarget(target);
		factory.setProxyTargetClass(true);
		factory.addAdvisor(this.advisor);
		return (T) factory.getProxy();
	}

	<T> T interfaceProxy(Class<T> type, T target) {
		ProxyFactory factory = new ProxyFactory();
		factory.addInterface(type);
		factory.addAdvisor(this.advisor);
		factory.setTarget(target);
		return type.cast(factory.getProxy());
	}

}
