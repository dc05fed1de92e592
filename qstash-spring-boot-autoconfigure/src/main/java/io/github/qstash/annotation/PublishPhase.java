package io.github.qstash.annotation;

/**
 * When the value of a method annotated with {@link QStashPublish @QStashPublish} is
 * published.
 *
 * @since 1.0.0
 */
public enum PublishPhase {

	/**
	 * After the method has returned and every transaction it took part in has committed:
	 * its own, and one that a caller has begun. Nothing is published if that transaction
	 * rolls back, also if only to a savepoint that was made before. Without a transaction
	 * the same as {@link #IMMEDIATELY}.
	 * <p>
	 * A reactive transaction of a caller is found by a {@code Mono}, a {@code Flux} and
	 * coroutines, whose context has it. A plain value, a future and a type without such a
	 * context are published at once in a reactive transaction, even if it rolls back.
	 * <p>
	 * What waits for the commit stays in memory until then, with the arguments of its
	 * call: all values of a {@code Flux}, and collections as a whole.
	 */
	AFTER_COMMIT,

	/**
	 * As soon as the method has returned, whatever becomes of a transaction that a caller
	 * has begun. The method's own transaction has committed even then, unless
	 * {@code qstash.publish.aspect.order} has it surround the aspect.
	 * <p>
	 * Within the transaction of a caller a failure is told only with
	 * {@link PublishFailurePolicy#PROPAGATE}: as an exception like any other it would
	 * roll back the transaction, and the work of the method with it.
	 * <p>
	 * Nothing is kept in memory for the transaction of a caller. The values of a
	 * {@code Flux} whose method has a reactive transaction of its own wait for that one
	 * even then.
	 */
	IMMEDIATELY

}
