package io.github.qstash.publish;

import java.lang.reflect.Method;

import org.jspecify.annotations.Nullable;

/**
 * What expressions see as {@code #root}.
 *
 * @param method the method of the implementation
 * @param target the object that was called
 * @param args what it was called with
 * @param result the value that is published
 */
record ExpressionRoot(Method method, Object target, @Nullable Object[] args, Object result) {

}
