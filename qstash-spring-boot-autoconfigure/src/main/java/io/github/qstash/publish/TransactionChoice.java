package io.github.qstash.publish;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import org.jspecify.annotations.Nullable;

import org.springframework.aop.support.AopUtils;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.NoUniqueBeanDefinitionException;
import org.springframework.core.MethodClassKey;
import org.springframework.transaction.ReactiveTransactionManager;
import org.springframework.transaction.TransactionManager;
import org.springframework.transaction.interceptor.TransactionAspectSupport;
import org.springframework.transaction.interceptor.TransactionAttribute;

/**
 * Knows whether a transactional method selects a reactive transaction manager. Spring
 * itself decides which one that is, here as for the transaction.
 */
final class TransactionChoice extends TransactionAspectSupport {

	private final Map<MethodClassKey, Boolean> reactive = new ConcurrentHashMap<>();

	/**
	 * Create a choice.
	 * @param beanFactory has the transaction managers
	 * @param configured the one for methods that name none, or {@code null} if the beans
	 * tell
	 */
	TransactionChoice(BeanFactory beanFactory, @Nullable TransactionManager configured) {
		setBeanFactory(beanFactory);
		setTransactionManager(configured);
	}

	boolean isReactive(MethodCall call, TransactionAttribute attribute) {
		Class<?> type = AopUtils.getTargetClass(call.target());
		return this.reactive.computeIfAbsent(new MethodClassKey(call.method(), type),
				(method) -> isReactive(attribute, type));
	}

	private boolean isReactive(TransactionAttribute attribute, Class<?> type) {
		try {
			return determineTransactionManager(attribute, type) instanceof ReactiveTransactionManager;
		}
		catch (NoUniqueBeanDefinitionException ex) {
			// an interceptor of the application chooses in a way of its own, and waiting
			// for the end publishes nothing that is rolled back
			return true;
		}
	}

}
