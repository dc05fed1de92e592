package io.github.qstash.publish;

import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Proxy;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import io.github.qstash.annotation.QStashPublish;
import org.jspecify.annotations.Nullable;

import org.springframework.aop.framework.autoproxy.ProxyCreationContext;
import org.springframework.aop.support.AopUtils;
import org.springframework.core.MethodClassKey;
import org.springframework.core.ResolvableType;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.core.annotation.AnnotationUtils;
import org.springframework.util.ClassUtils;
import org.springframework.util.ReflectionUtils;

/**
 * The annotated methods of the beans. A class is looked at once, when it is first asked
 * for; all its annotated methods are validated then.
 */
final class AnnotatedMethods {

	private final PublishDefinitionReader definitions;

	private final ReturnTypes returnTypes;

	private final Map<Class<?>, Map<Method, AnnotatedMethod>> classes = new ConcurrentHashMap<>();

	private final Map<MethodClassKey, AnnotatedMethod> calls = new ConcurrentHashMap<>();

	AnnotatedMethods(PublishDefinitionReader definitions, ReturnTypes returnTypes) {
		this.definitions = definitions;
		this.returnTypes = returnTypes;
	}

	/**
	 * Return whether any class that was looked at has an annotated method.
	 * @return whether there is anything to publish
	 */
	boolean found() {
		return this.classes.values().stream().anyMatch((methods) -> !methods.isEmpty());
	}

	/**
	 * Return whether a class has annotated methods.
	 * @param beanClass class of a bean
	 * @return whether it has any
	 * @throws InvalidQStashPublishException if one of them cannot work
	 */
	boolean presentOn(Class<?> beanClass) {
		return !of(beanClass).isEmpty();
	}

	/**
	 * Find the annotated method that is called.
	 * @param method the method as it is called, maybe one of an interface
	 * @param beanClass class of the bean
	 * @return the annotated method, or {@code null} if it is none
	 */
	@Nullable AnnotatedMethod find(Method method, Class<?> beanClass) {
		MethodClassKey call = new MethodClassKey(method, beanClass);
		AnnotatedMethod known = this.calls.get(call);
		if (known != null) {
			return known;
		}
		Map<Method, AnnotatedMethod> methods = of(beanClass);
		AnnotatedMethod found = methods.isEmpty() ? null
				: methods.get(AopUtils.getMostSpecificMethod(method, implementation(beanClass)));
		if (found != null) {
			this.calls.put(call, found);
		}
		return found;
	}

	private Map<Method, AnnotatedMethod> of(Class<?> beanClass) {
		return this.classes.computeIfAbsent(ClassUtils.getUserClass(beanClass), this::read);
	}

	private Map<Method, AnnotatedMethod> read(Class<?> type) {
		if (!AnnotationUtils.isCandidateClass(type, QStashPublish.class)) {
			return Map.of();
		}
		Map<Method, AnnotatedMethod> methods = new LinkedHashMap<>();
		Class<?> implementation = implementation(type);
		for (Class<?> declaring : declaringTypes(type)) {
			ReflectionUtils.doWithMethods(declaring, (declared) -> {
				Method method = AopUtils.getMostSpecificMethod(declared, implementation);
				QStashPublish annotation = annotation(method, declared);
				if (annotation != null && !methods.containsKey(method)) {
					methods.put(method, read(annotation, method, (implementation != null) ? implementation : type));
				}
			}, ReflectionUtils.USER_DECLARED_METHODS);
		}
		return methods.isEmpty() ? Map.of() : methods;
	}

	private AnnotatedMethod read(QStashPublish annotation, Method method, Class<?> type) {
		try {
			refuseIfNotIntercepted(method);
			ResolvableType returnType = ResolvableType.forMethodReturnType(method, type);
			ReturnStrategy strategy = this.returnTypes.strategyFor(returnType);
			return new AnnotatedMethod(this.definitions.read(annotation, !ReturnTypes.isMessage(returnType)), strategy);
		}
		catch (Misuse ex) {
			throw new InvalidQStashPublishException(ProxyCreationContext.getCurrentProxiedBeanName(), method, ex);
		}
	}

	private static void refuseIfNotIntercepted(Method method) {
		for (int modifier : new int[] { Modifier.STATIC, Modifier.PRIVATE, Modifier.FINAL }) {
			if ((method.getModifiers() & modifier) != 0) {
				String name = Modifier.toString(modifier);
				throw new Misuse("it is " + name + ", and a proxy does not intercept it",
						"Make the method non-" + name + ", or publish with QStashOperations.");
			}
		}
	}

	private static @Nullable QStashPublish annotation(Method method, Method declared) {
		QStashPublish annotation = AnnotatedElementUtils.findMergedAnnotation(method, QStashPublish.class);
		// an interface that the class implements with a method it inherits
		return (annotation != null || method.equals(declared)) ? annotation
				: AnnotatedElementUtils.findMergedAnnotation(declared, QStashPublish.class);
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
