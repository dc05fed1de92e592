package io.github.qstash.publish;

import java.lang.reflect.Method;
import java.util.List;

import io.github.qstash.annotation.PublishMode;

/**
 * An annotated method that was found good: what it publishes, and how.
 *
 * @param method the method of the implementation
 * @param definitions what its annotations say, in their order
 * @param returned the strategy for its return type
 */
record AnnotatedMethod(Method method, List<PublishDefinition> definitions, ReturnStrategy returned) {

	boolean waits() {
		return has(PublishMode.AWAIT);
	}

	boolean handsOver() {
		return has(PublishMode.ASYNC);
	}

	private boolean has(PublishMode mode) {
		return this.definitions.stream().anyMatch((definition) -> definition.mode() == mode);
	}

}
