package io.github.qstash.publish;

import java.lang.reflect.Method;
import java.time.Duration;
import java.util.List;
import java.util.function.IntSupplier;
import java.util.function.Supplier;

import io.github.qstash.client.QStashOperations;
import org.aopalliance.aop.Advice;

import org.springframework.aop.Pointcut;
import org.springframework.aop.PointcutAdvisor;
import org.springframework.aop.support.StaticMethodMatcherPointcut;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.beans.factory.config.ConfigurableBeanFactory;
import org.springframework.core.Ordered;
import org.springframework.util.ClassUtils;
import org.springframework.util.function.SingletonSupplier;

/**
 * Has the auto-proxy creator intercept every method that is annotated with
 * {@link io.github.qstash.annotation.QStashPublish @QStashPublish}.
 * <p>
 * An advisor is created before most beans. It asks for what it needs when the first
 * method needs it, so that no other bean is created too early.
 *
 * @since 1.0.0
 */
public final class QStashPublishAdvisor implements PointcutAdvisor, Ordered, SmartInitializingSingleton {

	private static final boolean TRANSACTIONS = ClassUtils.isPresent(
			"org.springframework.transaction.support.TransactionSynchronizationManager",
			QStashPublishAdvisor.class.getClassLoader());

	private final AnnotatedMethods methods;

	private final Supplier<QStashOperations> operations;

	private final Supplier<QStashPublishExecutor> executor;

	private final Pointcut pointcut;

	private final Advice advice;

	private final IntSupplier order;

	/**
	 * Create the advisor.
	 * @param beanFactory resolves placeholders and beans in the attributes of the
	 * annotation, and has the {@link QStashOperations}, the {@link QStashPublishExecutor}
	 * and the {@link QStashPublishFailureHandler handlers}, if there are any
	 * @param order order among the advisors of a bean; a lower one surrounds a higher one
	 * @param awaitTimeout how long a method that returns a plain value waits for its
	 * message to be accepted
	 */
	public QStashPublishAdvisor(ConfigurableBeanFactory beanFactory, IntSupplier order,
			Supplier<Duration> awaitTimeout) {
		this.operations = SingletonSupplier.of(() -> beanFactory.getBean(QStashOperations.class));
		this.executor = SingletonSupplier.of(() -> beanFactory.getBean(QStashPublishExecutor.class));
		PublishFailures failures = new PublishFailures(SingletonSupplier
			.of(() -> beanFactory.getBeanProvider(QStashPublishFailureHandler.class).orderedStream().toList()));
		Publishing publishing = new Publishing(this.operations, failures);
		WaitingPublishing waiting = new WaitingPublishing(publishing, SingletonSupplier.of(awaitTimeout),
				this.executor);
		Transactions transactions = TRANSACTIONS
				? new SpringTransactions(waiting, publishing, new MethodTransactions(beanFactory, order))
				: Transactions.NONE;
		this.methods = new AnnotatedMethods(
				new AnnotatedMethodReader(new Expressions(beanFactory::resolveEmbeddedValue, beanFactory),
						new ReturnStrategies(publishing, waiting, transactions)::forTypes, failures::hasHandlers));
		this.pointcut = new AnnotatedMethodPointcut(this.methods);
		this.advice = new PublishInterceptor(this.methods);
		this.order = order;
	}

	@Override
	public Pointcut getPointcut() {
		return this.pointcut;
	}

	@Override
	public Advice getAdvice() {
		return this.advice;
	}

	@Override
	public int getOrder() {
		return this.order.getAsInt();
	}

	@Override
	public void afterSingletonsInstantiated() {
		List<AnnotatedMethod> found = this.methods.start();
		if (!found.isEmpty()) {
			// an application that cannot publish fails now, not with its first message
			this.operations.get();
		}
		if (found.stream().anyMatch(AnnotatedMethod::handsOver)) {
			this.executor.get();
		}
	}

	private static final class AnnotatedMethodPointcut extends StaticMethodMatcherPointcut {

		private final AnnotatedMethods methods;

		AnnotatedMethodPointcut(AnnotatedMethods methods) {
			this.methods = methods;
			setClassFilter(methods::presentOn);
		}

		@Override
		public boolean matches(Method method, Class<?> targetClass) {
			return this.methods.isAnnotated(method, targetClass);
		}

	}

}
