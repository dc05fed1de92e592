package io.github.qstash.autoconfigure.receive;

import io.github.qstash.receive.QStashController;

import org.springframework.beans.factory.config.BeanFactoryPostProcessor;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;

/**
 * Keeps a servlet application with a {@link QStashController} from starting: it would
 * answer 500 to every delivery. Looks before anything else is created, so that nobody is
 * asked for signing keys first.
 */
class ReactiveStackRequirement implements BeanFactoryPostProcessor {

	@Override
	public void postProcessBeanFactory(ConfigurableListableBeanFactory beanFactory) {
		for (String name : beanFactory.getBeanNamesForType(QStashController.class, true, false)) {
			throw new UnsupportedWebStackException(name);
		}
	}

}
