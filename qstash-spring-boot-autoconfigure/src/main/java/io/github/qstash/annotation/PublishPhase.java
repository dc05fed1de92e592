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
	 * rolls back. Without a transaction the same as {@link #IMMEDIATELY}.
	 */
	AFTER_COMMIT,

	/**
	 * As soon as the method has returned, whatever becomes of a transaction that a caller
	 * has begun. The method's own transaction has committed even then, unless
	 * {@code qstash.publish.aspect.order} has it surround the aspect.
	 */
	IMMEDIATELY

}
