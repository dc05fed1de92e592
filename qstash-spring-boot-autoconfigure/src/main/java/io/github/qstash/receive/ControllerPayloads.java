package io.github.qstash.receive;

import java.lang.reflect.Type;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import org.springframework.aot.hint.BindingReflectionHintsRegistrar;
import org.springframework.beans.factory.aot.BeanRegistrationAotContribution;
import org.springframework.beans.factory.aot.BeanRegistrationAotProcessor;
import org.springframework.beans.factory.support.RegisteredBean;
import org.springframework.core.ResolvableType;

/**
 * Keeps the payload types of controllers in a native image.
 */
final class ControllerPayloads implements BeanRegistrationAotProcessor {

	@Override
	public @Nullable BeanRegistrationAotContribution processAheadOfTime(RegisteredBean registeredBean) {
		ResolvableType payload = registeredBean.getBeanType().as(AbstractQStashController.class).getGeneric();
		if (payload == ResolvableType.NONE) {
			return null;
		}
		Set<Class<?>> types = new LinkedHashSet<>();
		addTypes(payload, types, new HashSet<>());
		return (generation, code) -> new BindingReflectionHintsRegistrar()
			.registerReflectionHints(generation.getRuntimeHints().reflection(), types.toArray(Class[]::new));
	}

	private static void addTypes(ResolvableType type, Set<Class<?>> types, Set<Type> seen) {
		if (type.isArray()) {
			addTypes(type.getComponentType(), types, seen);
			return;
		}
		if (!seen.add(type.getType())) {
			return; // T extends Comparable<T>
		}
		types.add(type.toClass());
		for (ResolvableType generic : type.getGenerics()) {
			addTypes(generic, types, seen);
		}
	}

}
