package io.github.qstash.publish;

import java.util.function.IntSupplier;
import java.util.function.Predicate;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.BeanFactory;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.interceptor.BeanFactoryTransactionAttributeSourceAdvisor;
import org.springframework.transaction.interceptor.TransactionAttribute;
import org.springframework.transaction.interceptor.TransactionAttributeSource;
import org.springframework.util.function.SingletonSupplier;

/**
 * Knows which methods run in a transaction of their own, or in none, whatever their
 * caller is in. When the aspect surrounds transactions, theirs has ended when they
 * return.
 */
final class SeparateTransactions implements Predicate<MethodCall> {

	private final Supplier<@Nullable TransactionAttributeSource> attributes;

	SeparateTransactions(BeanFactory beanFactory, IntSupplier order) {
		this.attributes = SingletonSupplier.ofNullable(() -> attributes(beanFactory, order.getAsInt()));
	}

	private static @Nullable TransactionAttributeSource attributes(BeanFactory beanFactory, int order) {
		BeanFactoryTransactionAttributeSourceAdvisor transactions = beanFactory
			.getBeanProvider(BeanFactoryTransactionAttributeSourceAdvisor.class)
			.getIfUnique();
		boolean surrounded = transactions != null && order < transactions.getOrder();
		return surrounded ? beanFactory.getBeanProvider(TransactionAttributeSource.class).getIfUnique() : null;
	}

	@Override
	public boolean test(MethodCall call) {
		TransactionAttributeSource source = this.attributes.get();
		TransactionAttribute attribute = (source != null)
				? source.getTransactionAttribute(call.method(), call.target().getClass()) : null;
		return attribute != null && switch (attribute.getPropagationBehavior()) {
			case TransactionDefinition.PROPAGATION_REQUIRES_NEW, TransactionDefinition.PROPAGATION_NOT_SUPPORTED ->
				true;
			default -> false;
		};
	}

}
