package io.github.qstash.annotation;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import org.springframework.aot.hint.annotation.Reflective;

/**
 * Has a method of a bean handle the deliveries to a path. Only genuine deliveries reach
 * it, already decoded, on Spring WebFlux and on Spring MVC.
 *
 * <pre class="code">
 * &#064;QStashListener("/shipments")
 * void ship(Order order) {
 *   this.warehouse.ship(order);
 * }
 * </pre>
 *
 * The method may have these parameters, in any order:
 * <ul>
 * <li>one for the payload: {@code byte[]} or {@code String} for the body as it is, any
 * other type for what is decoded from it</li>
 * <li>{@code QStashDelivery<T>}: payload, bytes, headers, message id and more</li>
 * <li>{@code @RequestHeader} of Spring Web: one header, converted to the type</li>
 * <li>{@code HttpHeaders}, {@code DeliveryClaims}</li>
 * </ul>
 *
 * It may return nothing, a value that is handed to callbacks, a {@code Mono}, a
 * {@code CompletionStage}, or be a suspending function. Methods that return a plain value
 * may block. What it throws decides what QStash is answered, as for
 * {@code QStashController}.
 * <p>
 * The bean is called through its proxy, if it has one.
 *
 * @since 1.0.0
 * @see <a href="https://upstash.com/docs/qstash/howto/receiving">QStash: receiving</a>
 */
@Target({ ElementType.METHOD, ElementType.ANNOTATION_TYPE })
@Retention(RetentionPolicy.RUNTIME)
@Documented
@Reflective(PayloadTypesProcessor.class)
public @interface QStashListener {

	/**
	 * The path below {@code qstash.listener.base-path} at which the method listens, with
	 * a leading slash and without patterns. Placeholders ({@code ${...}}) are supported.
	 * @return the path
	 */
	String value();

	/**
	 * Whether a message is handled once although it may be delivered more often.
	 * @return by default what {@code qstash.receiver.idempotency.enabled} says
	 */
	Idempotency idempotency() default Idempotency.CONFIGURED;

	/**
	 * How long a message that was handled is remembered, such as {@code 7d} or
	 * {@code PT36H}. Placeholders ({@code ${...}}) are supported.
	 * @return the time, or by default nothing: {@code qstash.receiver.idempotency.ttl}
	 * says it
	 */
	String idempotencyTtl() default "";

	/**
	 * How long this method may take until the instance that handles a message is taken as
	 * crashed, such as {@code 30m}. Placeholders ({@code ${...}}) are supported.
	 * @return the time, or by default nothing:
	 * {@code qstash.receiver.idempotency.in-progress-timeout} says it
	 */
	String idempotencyInProgressTimeout() default "";

}
