package io.github.qstash.annotation;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import org.springframework.core.annotation.AliasFor;

/**
 * Publishes what the method returns.
 *
 * <pre class="code">
 * &#64;QStashPublish("/shipments")
 * public Order place(Order order) {
 *     return this.orders.save(order);
 * }
 * </pre>
 *
 * The message is published after the method has returned and, with the default order of
 * the aspect, after the method's own transaction has committed. A method that throws
 * publishes nothing; one that returns normally publishes, even if it has marked its
 * transaction rollback-only. The caller gets what the method returned; if publishing
 * fails, the caller gets that failure as it is, although the method itself has succeeded.
 * <p>
 * What happens depends on the return type:
 * <table>
 * <caption>Return types</caption>
 * <tr>
 * <th>Returned</th>
 * <th>Published</th>
 * </tr>
 * <tr>
 * <td>a plain value</td>
 * <td>the value, as the body of one message: {@code String} and {@code byte[]} as they
 * are, anything else, collections and arrays included, as JSON. The call waits until
 * QStash has accepted the message, at most {@code qstash.publish.aspect.await-timeout}
 * (45 seconds by default), and then fails with a {@code QStashTransportException}. On a
 * thread that must not block, such as an event loop, it is refused with an
 * {@link IllegalStateException} before the method runs</td>
 * </tr>
 * <tr>
 * <td>{@code Mono}</td>
 * <td>its value, once for each subscription. The {@code Mono} that the caller gets emits
 * the value when QStash has accepted the message. Nothing is subscribed to before the
 * caller does</td>
 * </tr>
 * <tr>
 * <td>a {@code QStashMessage}, also in a {@code Mono}</td>
 * <td>the message as it is; the attributes fill in what it does not say</td>
 * </tr>
 * <tr>
 * <td>{@code null} or an empty {@code Mono}</td>
 * <td>nothing</td>
 * </tr>
 * <tr>
 * <td>{@code void}, {@code Mono<Void>}, {@code Flux} and other publishers,
 * {@code CompletionStage} and other futures, {@code Stream}, {@code Optional}</td>
 * <td>refused when the bean is created</td>
 * </tr>
 * </table>
 * <p>
 * Every attribute is a string in which <code>${…}</code> placeholders are resolved once.
 * A method or an attribute that cannot work is refused when the bean is created, with an
 * {@code InvalidQStashPublishException} that names the bean, the method and what would be
 * right.
 * <p>
 * The method is intercepted by a proxy. It must not be private, final or static, and a
 * call from within the same object is not intercepted. The annotation is also found on
 * the method of an interface or superclass that the method implements or overrides, and
 * as a meta-annotation.
 *
 * @since 1.0.0
 * @see <a href="https://upstash.com/docs/qstash/howto/publishing">QStash: publishing</a>
 */
@Target({ ElementType.METHOD, ElementType.ANNOTATION_TYPE })
@Retention(RetentionPolicy.RUNTIME)
@Documented
public @interface QStashPublish {

	/**
	 * Alias for {@link #destination()}.
	 * @return the destination
	 */
	@AliasFor("destination")
	String value() default "";

	/**
	 * Where the message goes: an absolute http(s) URL, a path of this application that
	 * starts with {@code /}, the name of a URL group, or an API name such as
	 * {@code api/email}. Required, unless the method returns a {@code QStashMessage},
	 * which has its own.
	 * @return the destination
	 */
	@AliasFor("value")
	String destination() default "";

	/**
	 * Name of the queue through which the message goes: letters, digits, {@code -},
	 * {@code _} and {@code .}. If empty, the message is published directly.
	 * @return the name of the queue
	 * @see <a href="https://upstash.com/docs/qstash/features/queues">QStash: queues</a>
	 */
	String queue() default "";

	/**
	 * How long QStash waits before it delivers the message, for example {@code 10s},
	 * {@code PT10S} or {@code 1d10h30m}. The unit is required; the value must not be
	 * negative and is rounded up to seconds. If empty, the message is delivered at once.
	 * @return the delay
	 * @see <a href="https://upstash.com/docs/qstash/features/delay">QStash: delay</a>
	 */
	String delay() default "";

	/**
	 * How often a failed delivery is retried after the first attempt: a whole number,
	 * zero or more. If empty, QStash decides (3 times).
	 * @return the number of retries
	 * @see <a href="https://upstash.com/docs/qstash/features/retry">QStash: retry</a>
	 */
	String retries() default "";

}
