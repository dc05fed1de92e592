package io.github.qstash.receive;

import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Type;
import java.lang.reflect.WildcardType;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.stream.Collectors;

import org.springframework.aop.support.AopUtils;
import org.springframework.core.GenericTypeResolver;
import org.springframework.core.MethodParameter;
import org.springframework.core.ResolvableType;
import org.springframework.util.ClassUtils;
import org.springframework.util.ReflectionUtils;

/**
 * Reads the signature of a listener method, and refuses what cannot work.
 */
final class ListenerMethodReader {

	/**
	 * Read a method.
	 * @param method the method as it is declared
	 * @param targetClass the class of the bean, without its proxy
	 * @param beanClass the class of the bean, with its proxy
	 * @param bean gives the bean
	 * @return the method
	 * @throws ListenerMisuse if the method cannot work
	 */
	ListenerMethod read(Method method, Class<?> targetClass, Class<?> beanClass, Supplier<Object> bean) {
		ListenerReturn returned = ListenerReturn.of(method);
		List<MethodParameter> parameters = parameters(method, targetClass, returned);
		Type payloadType = payloadType(parameters, targetClass);
		return new ListenerMethod(ClassUtils.getShortName(targetClass) + "." + method.getName(), bean,
				invocable(method, beanClass), ListenerArgument.forParameters(parameters), payloadType, returned);
	}

	private static Method invocable(Method method, Class<?> beanClass) {
		if (Modifier.isStatic(method.getModifiers())) {
			throw new ListenerMisuse("it is static", "Make the method non-static.");
		}
		try {
			Method invocable = AopUtils.selectInvocableMethod(method, beanClass);
			ReflectionUtils.makeAccessible(invocable);
			return invocable;
		}
		catch (IllegalStateException ex) {
			throw new ListenerMisuse("the proxy of the bean does not have it",
					"Make the method public, and pull it up to an interface or have the class itself proxied.");
		}
	}

	private static List<MethodParameter> parameters(Method method, Class<?> targetClass, ListenerReturn returned) {
		int count = method.getParameterCount() - ((returned == ListenerReturn.SUSPENDED) ? 1 : 0); // the
																									// continuation
		List<MethodParameter> parameters = new ArrayList<>();
		for (int index = 0; index < count; index++) {
			parameters.add(new MethodParameter(method, index).withContainingClass(targetClass));
		}
		return parameters;
	}

	private static Type payloadType(List<MethodParameter> parameters, Class<?> targetClass) {
		List<MethodParameter> payloads = parameters.stream()
			.filter((parameter) -> ListenerArgument.forParameter(parameter) == null)
			.toList();
		if (payloads.size() > 1) {
			throw new ListenerMisuse("it has " + payloads.size() + " parameters for the payload",
					"Leave one of them. Headers are annotated with @RequestHeader.");
		}
		List<ResolvableType> types = new ArrayList<>();
		payloads.forEach((payload) -> types.add(ResolvableType.forMethodParameter(payload)));
		boolean delivery = false;
		for (MethodParameter parameter : parameters) {
			if (parameter.getParameterType() == QStashDelivery.class) {
				delivery = true;
				ResolvableType type = ResolvableType.forMethodParameter(parameter).getGeneric();
				if (type != ResolvableType.NONE && !(type.getType() instanceof WildcardType)) {
					types.add(type);
				}
			}
		}
		if (types.isEmpty() && !delivery) {
			return byte[].class;
		}
		if (types.isEmpty() || !types.stream().allMatch(AbstractQStashController::isKnown)) {
			throw new ListenerMisuse("the type of the payload is not known", "Name it, as in QStashDelivery<Order>.");
		}
		Set<String> names = types.stream().map(ResolvableType::toString).collect(Collectors.toCollection(TreeSet::new));
		if (names.size() > 1) {
			throw new ListenerMisuse("its parameters disagree on the type of the payload: " + String.join(", ", names),
					"Use one type for the payload and the QStashDelivery.");
		}
		return GenericTypeResolver.resolveType(types.get(0).getType(), targetClass);
	}

}
