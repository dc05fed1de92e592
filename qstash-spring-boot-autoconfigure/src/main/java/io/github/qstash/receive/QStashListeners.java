package io.github.qstash.receive;

import java.lang.reflect.Method;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Collectors;

import io.github.qstash.annotation.QStashListener;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.aop.framework.autoproxy.AutoProxyUtils;
import org.springframework.aop.scope.ScopedProxyUtils;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.core.MethodIntrospector;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.core.annotation.AnnotationUtils;
import org.springframework.util.Assert;
import org.springframework.util.function.SingletonSupplier;
import org.springframework.web.method.HandlerMethod;

/**
 * Finds the methods that are annotated with {@link QStashListener @QStashListener} and
 * maps requests to them, before the web server starts. A bean need not be created for
 * that: it is asked for when a delivery arrives, so that lazy and scoped beans can
 * listen, too.
 *
 * @since 1.0.0
 */
public final class QStashListeners implements SmartInitializingSingleton {

	private static final Log logger = LogFactory.getLog(QStashListeners.class);

	private final ConfigurableListableBeanFactory beanFactory;

	private final Supplier<QStashReceiver> receiver;

	private final QStashEndpoints endpoints;

	private final String basePath;

	private final ListenerMethodReader methods = new ListenerMethodReader();

	/**
	 * Create the listeners.
	 * @param beanFactory has the beans and resolves placeholders
	 * @param receiver takes the deliveries in; it is not asked for without a listener
	 * @param endpoints where requests are mapped
	 * @param basePath goes before all paths: empty, or a plain path with a leading slash
	 * @throws IllegalArgumentException if the base path is another
	 */
	public QStashListeners(ConfigurableListableBeanFactory beanFactory, Supplier<QStashReceiver> receiver,
			QStashEndpoints endpoints, String basePath) {
		Assert.isTrue(basePath.isEmpty() || isPlain(basePath),
				"The path must be empty, or begin with a slash and have no patterns and no query.");
		this.beanFactory = beanFactory;
		this.receiver = SingletonSupplier.of(receiver);
		this.endpoints = endpoints;
		this.basePath = basePath.endsWith("/") ? basePath.substring(0, basePath.length() - 1) : basePath;
	}

	@Override
	public void afterSingletonsInstantiated() {
		for (String beanName : this.beanFactory.getBeanNamesForType(Object.class)) {
			Class<?> targetClass = targetClass(beanName);
			if (targetClass != null && AnnotationUtils.isCandidateClass(targetClass, QStashListener.class)) {
				register(beanName, targetClass);
			}
		}
		if (logger.isDebugEnabled() && !this.endpoints.list().isEmpty()) {
			logger.debug(this.endpoints.list()
				.stream()
				.map(QStashEndpoint::toString)
				.sorted()
				.collect(Collectors.joining("\n\t", "Deliveries are received at:\n\t", "")));
		}
	}

	private @Nullable Class<?> targetClass(String beanName) {
		if (ScopedProxyUtils.isScopedTarget(beanName)) {
			return null; // listens through its proxy
		}
		String target = ScopedProxyUtils.getTargetBeanName(beanName);
		try {
			return AutoProxyUtils.determineTargetClass(this.beanFactory,
					this.beanFactory.containsBean(target) ? target : beanName);
		}
		catch (Throwable ex) {
			// as Spring does when it looks for annotated methods
			logger.debug("The class of bean '" + beanName + "' cannot be resolved, it does not listen", ex);
			return null;
		}
	}

	private void register(String beanName, Class<?> targetClass) {
		annotated(beanName, targetClass).forEach((method, annotation) -> {
			try {
				register(beanName, targetClass, method, annotation);
			}
			catch (ListenerMisuse ex) {
				throw new InvalidQStashListenerException(beanName, method, ex);
			}
		});
	}

	private static Map<Method, QStashListener> annotated(String beanName, Class<?> targetClass) {
		try {
			return MethodIntrospector.selectMethods(targetClass,
					(Method method) -> AnnotatedElementUtils.findMergedAnnotation(method, QStashListener.class));
		}
		catch (Throwable ex) {
			// a type in a signature is not there: so far nobody needs this bean
			logger.debug("The methods of bean '" + beanName + "' cannot be resolved, it does not listen", ex);
			return Map.of();
		}
	}

	private void register(String beanName, Class<?> targetClass, Method method, QStashListener annotation) {
		Class<?> beanClass = this.beanFactory.getType(beanName);
		ListenerMethod listener = this.methods.read(method, targetClass, (beanClass != null) ? beanClass : targetClass,
				() -> this.beanFactory.getBean(beanName));
		String path = path(annotation);
		HandlerMethod occupant = this.endpoints.occupant(path);
		if (occupant != null) {
			throw new ListenerMisuse("its path '" + path + "' is taken by " + describe(occupant),
					"Choose another path for one of them.");
		}
		ListenerController controller = new ListenerController(listener,
				ListenerIdempotency.of(annotation, (attribute, value) -> resolve("its " + attribute, value)));
		controller.setQStashReceiver(this.receiver.get());
		this.endpoints.add(path, controller);
	}

	private String path(QStashListener annotation) {
		String path = resolve("its path", annotation.value());
		if (!isPlain(path)) {
			throw new ListenerMisuse("its path '" + path + "' is not a plain path",
					"Begin it with a slash and leave out patterns and queries, as in @QStashListener(\"/shipments\").");
		}
		return this.basePath + path;
	}

	private static boolean isPlain(String path) {
		return path.matches("/[^{}*?#\\s]*");
	}

	private String resolve(String what, String value) {
		try {
			String resolved = this.beanFactory.resolveEmbeddedValue(value);
			return (resolved != null) ? resolved : "";
		}
		catch (IllegalArgumentException ex) {
			throw new ListenerMisuse(what + " '" + value + "' has a placeholder that cannot be resolved",
					"Define the property, or give the placeholder a default.");
		}
	}

	private static String describe(HandlerMethod handler) {
		return (handler.getBean() instanceof ListenerController listener) ? "the listener " + listener.name()
				: handler.getShortLogMessage();
	}

}
