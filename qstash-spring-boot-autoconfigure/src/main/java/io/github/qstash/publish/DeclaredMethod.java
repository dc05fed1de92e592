package io.github.qstash.publish;

import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.List;

import io.github.qstash.annotation.QStashPublish;
import org.jspecify.annotations.Nullable;

import org.springframework.core.annotation.MergedAnnotation;
import org.springframework.core.annotation.MergedAnnotationPredicates;
import org.springframework.core.annotation.MergedAnnotations;
import org.springframework.core.annotation.MergedAnnotations.SearchStrategy;
import org.springframework.util.ReflectionUtils;

/**
 * A method that was found annotated. What its annotations say is read once, later.
 */
final class DeclaredMethod {

	private final @Nullable String beanName;

	private final Method method;

	private final Class<?> type;

	private final List<QStashPublish> annotations;

	private final boolean outOfReach;

	private volatile @Nullable AnnotatedMethod read;

	/**
	 * Create a declared method.
	 * @param beanName name of the bean, if it is known
	 * @param method the method of the implementation
	 * @param type class of the bean
	 * @param annotations its annotations, in their order
	 * @param outOfReach whether no proxy of the bean is possible
	 */
	DeclaredMethod(@Nullable String beanName, Method method, Class<?> type, List<QStashPublish> annotations,
			boolean outOfReach) {
		this.beanName = beanName;
		this.method = method;
		this.type = type;
		this.annotations = annotations;
		this.outOfReach = outOfReach;
	}

	@Nullable String beanName() {
		return this.beanName;
	}

	Method method() {
		return this.method;
	}

	Class<?> type() {
		return this.type;
	}

	List<QStashPublish> annotations() {
		return this.annotations;
	}

	boolean isOutOfReach() {
		return this.outOfReach;
	}

	/**
	 * Read what the annotations say, the first time.
	 * @param reader reads them
	 * @return the method
	 * @throws InvalidQStashPublishException if it cannot work
	 */
	AnnotatedMethod read(AnnotatedMethodReader reader) {
		AnnotatedMethod known = this.read;
		if (known != null) {
			return known;
		}
		List<Misuse> misuses = new ArrayList<>();
		AnnotatedMethod method = reader.read(this, misuses::add);
		if (method == null) {
			throw new InvalidQStashPublishException(misuses.stream()
				.map((misuse) -> new InvalidQStashPublishException.Problem(this.beanName, this.method, misuse))
				.toList());
		}
		this.read = method;
		return method;
	}

	/**
	 * Find the annotations that count for a method: its own, or those of the method that
	 * it overrides or implements, or those of the class.
	 * @param method the method of the implementation
	 * @param declared the method that declares it, maybe of an interface
	 * @return the annotations, in their order
	 */
	static List<QStashPublish> annotations(Method method, Method declared) {
		List<QStashPublish> annotations = nearest(MergedAnnotations.from(method, SearchStrategy.TYPE_HIERARCHY));
		// an interface that the class implements with a method it inherits
		if (annotations.isEmpty() && !method.equals(declared)) {
			annotations = nearest(MergedAnnotations.from(declared, SearchStrategy.TYPE_HIERARCHY));
		}
		if (annotations.isEmpty() && mayBePublishedByItsClass(method)) {
			annotations = nearest(MergedAnnotations.from(method.getDeclaringClass(), SearchStrategy.SUPERCLASS));
			if (annotations.isEmpty() && !method.equals(declared)) {
				annotations = nearest(MergedAnnotations.from(declared.getDeclaringClass(), SearchStrategy.SUPERCLASS));
			}
		}
		return annotations;
	}

	private static List<QStashPublish> nearest(MergedAnnotations annotations) {
		// nearly always, for every method of every bean
		if (!annotations.isPresent(QStashPublish.class)) {
			return List.of();
		}
		return annotations.stream(QStashPublish.class)
			.filter(MergedAnnotationPredicates.firstRunOf(MergedAnnotation::getAggregateIndex))
			.map(MergedAnnotation::synthesize)
			.toList();
	}

	private static boolean mayBePublishedByItsClass(Method method) {
		int modifiers = method.getModifiers();
		return Modifier.isPublic(modifiers) && !Modifier.isStatic(modifiers) && method.getReturnType() != void.class
				&& !ReflectionUtils.isObjectMethod(method);
	}

}
