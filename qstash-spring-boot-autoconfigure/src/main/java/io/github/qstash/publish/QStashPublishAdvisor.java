package io.github.qstash.publish;

import java.lang.reflect.Method;
import java.time.Duration;
import java.util.function.IntSupplier;
import java.util.function.Supplier;

import io.github.qstash.client.QStashOperations;
import org.aopalliance.aop.Advice;

import org.springframework.aop.Pointcut;
import org.springframework.aop.PointcutAdvisor;
import org.springframework.aop.support.StaticMethodMatcherPointcut;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.core.Ordered;
import org.springframework.util.StringValueResolver;
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

	private final AnnotatedMethods methods;

	private final Supplier<QStashOperations> operations;

	private final Pointcut pointcut;

	private final Advice advice;

	private final IntSupplier order;

	/**
	 * Create the advisor.
	 * @param operations publishes the messages
	 * @param placeholders resolves placeholders in the attributes of the annotation, and
	 * throws if it cannot
	 * @param order order among the advisors of a bean; a lower one surrounds a higher one
	 * @param awaitTimeout how long a method that returns a plain value waits for its
	 * message to be accepted
	 */
	public QStashPublishAdvisor(ObjectProvider<QStashOperations> operations, StringValueResolver placeholders,
			IntSupplier order, Supplier<Duration> awaitTimeout) {
		this.methods = new AnnotatedMethods(new PublishDefinitionReader(placeholders),
				new ReturnTypes(new Acceptance(awaitTimeout)));
		this.operations = SingletonSupplier.of(operations::getObject);
		this.pointcut = new AnnotatedMethodPointcut(this.methods);
		this.advice = new PublishInterceptor(this.methods, this.operations);
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
		if (this.methods.found()) {
			// an application that cannot publish fails now, not with its first message
			this.operations.get();
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
			return this.methods.find(method, targetClass) != null;
		}

	}

}
