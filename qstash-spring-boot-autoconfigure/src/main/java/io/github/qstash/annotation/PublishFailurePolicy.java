package io.github.qstash.annotation;

/**
 * What happens if a message of a method annotated with
 * {@link QStashPublish @QStashPublish} cannot be published. The method has succeeded by
 * then; none of the policies undoes what it did.
 *
 * @since 1.0.0
 */
public enum PublishFailurePolicy {

	/**
	 * {@link #PROPAGATE} where there is a caller to be told: one that waits for a plain
	 * value, subscribes, or holds the future. Where there is none, after the commit of a
	 * transaction that a caller has begun, within it ({@link PublishPhase#IMMEDIATELY}),
	 * which the failure would roll back, with {@link PublishMode#ASYNC}, and with
	 * {@code @Retryable} of Spring Framework, which would run the method again, as
	 * {@link #HANDLER} if the application has handlers, else as {@link #LOG}.
	 */
	DEFAULT,

	/**
	 * The caller gets the failure instead of the value. After the commit of a transaction
	 * that a caller has begun, whoever commits gets it: the transaction stays committed.
	 * Within it ({@link PublishPhase#IMMEDIATELY}) it rolls back, unless the caller
	 * catches the failure. Of a reactive transaction Spring then reports an error of its
	 * own, and logs the failure. Something around the method that retries would run it
	 * again, which a warning at startup says.
	 */
	PROPAGATE,

	/**
	 * One warning is logged, without the payload, and the caller gets the value.
	 */
	LOG,

	/**
	 * The {@code QStashPublishFailureHandler} beans are called in their order, and the
	 * caller gets the value when they are done, or the failure of one that fails, if it
	 * is to be told. An application without any does not start.
	 */
	HANDLER

}
