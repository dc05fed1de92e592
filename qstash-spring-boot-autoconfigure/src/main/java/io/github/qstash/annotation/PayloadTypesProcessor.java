package io.github.qstash.annotation;

import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Type;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Set;

import org.springframework.aot.hint.BindingReflectionHintsRegistrar;
import org.springframework.aot.hint.ExecutableMode;
import org.springframework.aot.hint.ReflectionHints;
import org.springframework.aot.hint.annotation.ReflectiveProcessor;
import org.springframework.beans.BeanUtils;
import org.springframework.core.ResolvableType;

/**
 * Keeps in a native image what is read by reflection: the types that annotated methods
 * return, which are written as JSON, and those of their parameters, to which expressions
 * of a publisher refer and which are the payloads of a listener. Both are called by
 * reflection.
 */
final class PayloadTypesProcessor implements ReflectiveProcessor {

	private static final Set<String> NO_PAYLOADS = Set.of("java.", "jdk.", "kotlin.", "kotlinx.", "reactor.",
			"io.reactivex.", "io.smallrye.", "org.reactivestreams.", "org.springframework.http.",
			"io.github.qstash.message.", "io.github.qstash.receive.", "io.github.qstash.signature.");

	private final BindingReflectionHintsRegistrar bindings = new BindingReflectionHintsRegistrar();

	@Override
	public void registerReflectionHints(ReflectionHints hints, AnnotatedElement element) {
		if (element instanceof Method method) {
			register(hints, method);
		}
		else if (element instanceof Class<?> type && !type.isAnnotation()) {
			for (Method method : type.getMethods()) {
				if (method.getDeclaringClass() != Object.class && !Modifier.isStatic(method.getModifiers())) {
					register(hints, method);
				}
			}
		}
	}

	private void register(ReflectionHints hints, Method method) {
		hints.registerMethod(method, ExecutableMode.INVOKE);
		Set<Class<?>> payloads = new LinkedHashSet<>();
		Set<Type> seen = new HashSet<>();
		addPayloads(ResolvableType.forMethodReturnType(method), payloads, seen);
		for (int i = 0; i < method.getParameterCount(); i++) {
			addPayloads(ResolvableType.forMethodParameter(method, i), payloads, seen);
		}
		payloads.forEach((type) -> this.bindings.registerReflectionHints(hints, type));
	}

	private static void addPayloads(ResolvableType type, Set<Class<?>> payloads, Set<Type> seen) {
		if (type.isArray()) {
			addPayloads(type.getComponentType(), payloads, seen);
			return;
		}
		if (!seen.add(type.getType())) {
			return; // T extends Comparable<T>
		}
		Class<?> raw = type.resolve();
		if (raw != null && !BeanUtils.isSimpleProperty(raw)
				&& NO_PAYLOADS.stream().noneMatch(raw.getName()::startsWith)) {
			payloads.add(raw);
		}
		for (ResolvableType generic : type.getGenerics()) {
			addPayloads(generic, payloads, seen);
		}
	}

}
