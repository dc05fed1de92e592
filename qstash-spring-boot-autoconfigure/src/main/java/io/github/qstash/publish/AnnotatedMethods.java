package io.github.qstash.publish;

import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import io.github.qstash.annotation.QStashPublish;
import org.jspecify.annotations.Nullable;

import org.springframework.aop.framework.autoproxy.ProxyCreationContext;
import org.springframework.aop.support.AopUtils;
import org.springframework.core.MethodClassKey;
import org.springframework.core.annotation.AnnotationUtils;
import org.springframework.util.ClassUtils;
import org.springframework.util.ReflectionUtils;

/**
 * The annotated methods of the beans. A class is looked at once, when it is first asked
 * for; what its annotations say is read when the application has its beans, so that one
 * failure names all that cannot work, or before the first call.
 */
final class AnnotatedMethods {

	private final AnnotatedMethodReader reader;

	private final Map<Class<?>, Map<Method, DeclaredMethod>> classes = new ConcurrentHashMap<>();

	private final Map<MethodClassKey, DeclaredMethod> calls = new ConcurrentHashMap<>();

	private volatile boolean started;

	AnnotatedMethods(AnnotatedMethodReader reader) {
		this.reader = reader;
	}

	/**
	 * Read all annotated methods that were found so far; those of beans to come are read
	 * when they are found.
	 * @return the methods
	 * @throws InvalidQStashPublishException if some of them cannot work
	 */
	List<AnnotatedMethod> start() {
		this.started = true;
		return read(this.classes.values().stream().flatMap((methods) -> methods.values().stream()).toList());
	}

	/**
	 * Return whether a class has annotated methods that a proxy may intercept.
	 * @param beanClass class of a bean
	 * @return whether it has any
	 */
	boolean presentOn(Class<?> beanClass) {
		return !of(beanClass).isEmpty() && !isOutOfReach(ClassUtils.getUserClass(beanClass));
	}

	/**
	 * Return whether a method is annotated.
	 * @param method the method as it is called, maybe one of an interface
	 * @param beanClass class of the bean
	 * @return whether it is
	 */
	boolean isAnnotated(Method method, Class<?> beanClass) {
		return declared(method, beanClass) != null;
	}

	/**
	 * Find the annotated method that is called.
	 * @param method the method as it is called, maybe one of an interface
	 * @param beanClass class of the bean
	 * @return the annotated method, or {@code null} if it is none
	 */
	@Nullable AnnotatedMethod find(Method method, Class<?> beanClass) {
		DeclaredMethod declared = declared(method, beanClass);
		return (declared != null) ? declared.read(this.reader) : null;
	}

	private @Nullable DeclaredMethod declared(Method method, Class<?> beanClass) {
		MethodClassKey call = new MethodClassKey(method, beanClass);
		DeclaredMethod known = this.calls.get(call);
		if (known != null) {
			return known;
		}
		Map<Method, DeclaredMethod> methods = of(beanClass);
		DeclaredMethod found = methods.isEmpty() ? null
				: methods.get(AopUtils.getMostSpecificMethod(method, implementation(beanClass)));
		if (found != null) {
			this.calls.put(call, found);
		}
		return found;
	}

	private Map<Method, DeclaredMethod> of(Class<?> beanClass) {
		Class<?> userClass = ClassUtils.getUserClass(beanClass);
		Map<Method, DeclaredMethod> known = this.classes.get(userClass);
		if (known != null) {
			return known;
		}
		Map<Method, DeclaredMethod> found = find(userClass);
		if (this.started) {
			read(List.copyOf(found.values()));
		}
		this.classes.putIfAbsent(userClass, found);
		return found;
	}

	private List<AnnotatedMethod> read(List<DeclaredMethod> methods) {
		List<AnnotatedMethod> good = new ArrayList<>();
		List<InvalidQStashPublishException.Problem> problems = new ArrayList<>();
		for (DeclaredMethod method : methods) {
			try {
				AnnotatedMethod read = method.read(this.reader);
				RetriedMethods.warnAbout(read, method.type());
				good.add(read);
			}
			catch (InvalidQStashPublishException ex) {
				problems.addAll(ex.problems());
			}
		}
		if (!problems.isEmpty()) {
			throw new InvalidQStashPublishException(problems);
		}
		SelfInvocations.warnAbout(methods);
		return good;
	}

	private static Map<Method, DeclaredMethod> find(Class<?> type) {
		if (!AnnotationUtils.isCandidateClass(type, QStashPublish.class)) {
			return Map.of();
		}
		Map<Method, DeclaredMethod> methods = new LinkedHashMap<>();
		Class<?> implementation = implementation(type);
		boolean outOfReach = isOutOfReach(type);
		for (Class<?> declaring : declaringTypes(type)) {
			ReflectionUtils.doWithMethods(declaring, (declared) -> {
				Method method = AopUtils.getMostSpecificMethod(declared, implementation);
				List<QStashPublish> annotations = methods.containsKey(method) ? List.of()
						: DeclaredMethod.annotations(method, declared);
				if (!annotations.isEmpty()) {
					methods.put(method, new DeclaredMethod(ProxyCreationContext.getCurrentProxiedBeanName(), method,
							(implementation != null) ? implementation : type, annotations, outOfReach));
				}
			}, ReflectionUtils.USER_DECLARED_METHODS);
		}
		return methods.isEmpty() ? Map.of() : methods;
	}

	// neither a class proxy nor an interface proxy is possible
	private static boolean isOutOfReach(Class<?> type) {
		return Modifier.isFinal(type.getModifiers()) && !Proxy.isProxyClass(type) && !type.isHidden()
				&& ClassUtils.getAllInterfacesForClass(type).length == 0;
	}

	private static Set<Class<?>> declaringTypes(Class<?> type) {
		Set<Class<?>> types = new LinkedHashSet<>();
		if (!Proxy.isProxyClass(type)) {
			types.add(type);
		}
		types.addAll(ClassUtils.getAllInterfacesForClassAsSet(type));
		return types;
	}

	private static @Nullable Class<?> implementation(Class<?> type) {
		// the methods of a JDK proxy carry no annotations: those of its interfaces count
		return Proxy.isProxyClass(type) ? null : type;
	}

}
