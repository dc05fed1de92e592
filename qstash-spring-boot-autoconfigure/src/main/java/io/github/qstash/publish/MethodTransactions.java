package io.github.qstash.publish;

import java.util.function.IntSupplier;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

import org.springframework.aop.Advisor;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.core.Ordered;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.TransactionManager;
import org.springframework.transaction.interceptor.BeanFactoryTransactionAttributeSourceAdvisor;
import org.springframework.transaction.interceptor.TransactionAspectSupport;
import org.springframework.transaction.interceptor.TransactionAttribute;
import org.springframework.transaction.interceptor.TransactionAttributeSource;
import org.springframework.util.function.SingletonSupplier;

/**
 * Knows the transactions of methods that the aspect surrounds: when it publishes, those
 * of plain values have ended.
 */
final class MethodTransactions {

	private final Supplier<@Nullable TransactionAttributeSource> attributes;

	private final Supplier<TransactionChoice> choice;

	MethodTransactions(BeanFactory beanFactory, IntSupplier order) {
		Supplier<@Nullable BeanFactoryTransactionAttributeSourceAdvisor> advisor = SingletonSupplier
			.ofNullable(() -> advisor(beanFactory));
		this.attributes = SingletonSupplier
			.ofNullable(() -> isSurrounded(advisor.get(), order.getAsInt()) ? attributes(beanFactory) : null);
		this.choice = SingletonSupplier.of(() -> new TransactionChoice(beanFactory, configured(advisor.get())));
	}

	private static @Nullable BeanFactoryTransactionAttributeSourceAdvisor advisor(BeanFactory beanFactory) {
		return beanFactory.getBeanProvider(BeanFactoryTransactionAttributeSourceAdvisor.class).getIfUnique();
	}

	private static boolean isSurrounded(@Nullable Ordered advisor, int order) {
		return advisor != null && order < advisor.getOrder();
	}

	private static @Nullable TransactionAttributeSource attributes(BeanFactory beanFactory) {
		return beanFactory.getBeanProvider(TransactionAttributeSource.class).getIfUnique();
	}

	private static @Nullable TransactionManager configured(@Nullable Advisor advisor) {
		return (advisor != null && advisor.getAdvice() instanceof TransactionAspectSupport transactions)
				? transactions.getTransactionManager() : null;
	}

	/**
	 * Return whether a method runs in a transaction of its own, or in none, whatever its
	 * caller is in.
	 * @param call the call of the method
	 * @return whether it has nothing to do with a transaction of the caller
	 */
	boolean areSeparate(MethodCall call) {
		TransactionAttribute attribute = attribute(call);
		return attribute != null && switch (attribute.getPropagationBehavior()) {
			case TransactionDefinition.PROPAGATION_REQUIRES_NEW, TransactionDefinition.PROPAGATION_NOT_SUPPORTED ->
				true;
			default -> false;
		};
	}

	/**
	 * Return whether a method that returns a reactive type may run in a transaction that
	 * ends with it.
	 * @param call the call of the method
	 * @return whether it is transactional, with a reactive transaction manager
	 */
	boolean areReactive(MethodCall call) {
		TransactionAttribute attribute = attribute(call);
		return attribute != null && isInTransaction(attribute) && this.choice.get().isReactive(call, attribute);
	}

	private static boolean isInTransaction(TransactionAttribute attribute) {
		return switch (attribute.getPropagationBehavior()) {
			case TransactionDefinition.PROPAGATION_SUPPORTS, TransactionDefinition.PROPAGATION_NOT_SUPPORTED,
					TransactionDefinition.PROPAGATION_NEVER ->
				false;
			default -> true;
		};
	}

	private @Nullable TransactionAttribute attribute(MethodCall call) {
		TransactionAttributeSource source = this.attributes.get();
		return (source != null) ? source.getTransactionAttribute(call.method(), call.target().getClass()) : null;
	}

}
