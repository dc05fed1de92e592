package io.github.qstash.publish;

import org.aopalliance.intercept.MethodInvocation;
import org.jspecify.annotations.Nullable;

/**
 * How the value of a method is published on its way back to the caller.
 */
interface ReturnStrategy {

	/**
	 * Call the method and publish its value.
	 * @param invocation the call
	 * @param method the method that is called
	 * @return what the caller gets
	 * @throws Throwable what the method or the publication throws
	 */
	@Nullable Object invoke(MethodInvocation invocation, AnnotatedMethod method) throws Throwable;

}
