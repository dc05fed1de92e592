package io.github.qstash.annotation;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Repeatable;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import org.springframework.aot.hint.annotation.Reflective;
import org.springframework.core.annotation.AliasFor;

/**
 * Publishes what the method returns.
 *
 * <pre class="code">
 * &#64;QStashPublish(destination = "/shipments", deduplicationId = "order-#{#result.id}")
 * public Order place(Order order) {
 *     return this.orders.save(order);
 * }
 * </pre>
 *
 * The message is published after the method has returned and its transaction, or the one
 * of a caller, has committed ({@link #phase()}). A method that throws publishes nothing,
 * nor does one whose transaction rolls back, as far as what it returns can know of it
 * ({@link PublishPhase}). The caller gets what the method returned; if publishing fails,
 * what {@link #onFailure()} says.
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
 * are, anything else as JSON. The call waits until QStash has accepted the message, or
 * hands it over ({@link #mode()})</td>
 * </tr>
 * <tr>
 * <td>a collection or an array</td>
 * <td>one message with a JSON array, or with {@link #split()} a batch with a message for
 * each element</td>
 * </tr>
 * <tr>
 * <td>{@code Optional}, {@code ResponseEntity}</td>
 * <td>the value in it, or its body</td>
 * </tr>
 * <tr>
 * <td>{@code Mono}, {@code CompletionStage}, and other types of one value</td>
 * <td>its value. The caller gets the value when QStash has accepted the message. A
 * reactive type is decorated and never subscribed to: each subscription publishes
 * once</td>
 * </tr>
 * <tr>
 * <td>{@code Flux}, and other types of many values</td>
 * <td>each value, in order and one after the other, or in batches with {@link #batch()};
 * in a reactive transaction the caller gets the values before, and they are published
 * after the commit. The method's own transaction is reactive if the transaction manager
 * that it selects is</td>
 * </tr>
 * <tr>
 * <td>{@code suspend} functions and {@code Flow} of Kotlin</td>
 * <td>like {@code Mono} and {@code Flux}</td>
 * </tr>
 * <tr>
 * <td>a {@code QStashMessage}, or a collection of them, also in one of the types
 * above</td>
 * <td>the message as it is; the attributes fill in what it does not say</td>
 * </tr>
 * <tr>
 * <td>{@code null}, or something empty</td>
 * <td>nothing</td>
 * </tr>
 * <tr>
 * <td>{@code void}, {@code Mono<Void>}, {@code Stream} and iterators, which can be read
 * only once, {@code Future}, which cannot be listened to, {@code Callable}; of
 * {@code suspend} functions also futures, reactive types other than {@code Flow}, and a
 * {@code Flow} that may be null</td>
 * <td>refused at startup</td>
 * </tr>
 * </table>
 * <p>
 * Every text is a template. <code>${…}</code> placeholders are resolved once.
 * <code>#{…}</code> expressions are evaluated for each message, with {@code #result} (the
 * value that is published; inside of an {@code Optional} or a reactive type its value, of
 * a split collection the element), {@code #args} and {@code #root.args},
 * {@code #root.method}, {@code #root.target}, the parameters by name (if compiled with
 * {@code -parameters}) and as {@code #p0}, and beans as {@code @name}. An expression that
 * gives {@code null} leaves its option unset.
 * <p>
 * The annotation may be repeated: the annotations publish in their order, and a failure
 * that the caller gets ends that. On a class it applies to all public methods that return
 * something and have no annotation themselves. It is also found on the methods of
 * interfaces and superclasses, and as a meta-annotation.
 * <p>
 * Methods and attributes that cannot work are refused at startup, with one
 * {@code InvalidQStashPublishException} that names all of them.
 * <p>
 * The method is intercepted by a proxy. It must not be private, final or static, and a
 * call from within the same object is not intercepted.
 *
 * @since 1.0.0
 * @see <a href="https://upstash.com/docs/qstash/howto/publishing">QStash: publishing</a>
 */
@Target({ ElementType.METHOD, ElementType.TYPE, ElementType.ANNOTATION_TYPE })
@Retention(RetentionPolicy.RUNTIME)
@Documented
@Repeatable(QStashPublishes.class)
@Reflective(PayloadTypesProcessor.class)
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
	 * What is published instead of the returned value, for example
	 * <code>#{#result.id}</code>. If it gives {@code null}, nothing is published.
	 * @return an expression, or a text with expressions
	 */
	String payload() default "";

	/**
	 * Whether the value is published at all, for example
	 * <code>#{#result.total &gt; 100}</code>.
	 * @return an expression that gives a boolean; {@code null} counts as {@code false}
	 */
	String condition() default "";

	/**
	 * Name of the queue through which the message goes: letters, digits, {@code -},
	 * {@code _} and {@code .}. If empty, the message is published directly.
	 * @return the name of the queue
	 * @see <a href="https://upstash.com/docs/qstash/features/queues">QStash: queues</a>
	 */
	String queue() default "";

	/**
	 * HTTP method of the delivery, {@code POST} if empty.
	 * @return {@code GET}, {@code POST}, {@code PUT}, {@code PATCH} or {@code DELETE}
	 */
	String method() default "";

	/**
	 * How long QStash waits before it delivers the message, for example {@code 10s},
	 * {@code PT10S} or {@code 1d10h30m}, or an expression that gives a {@code Duration}.
	 * The unit is required; the value must not be negative and is rounded up to seconds.
	 * If empty, the message is delivered at once. Not together with {@link #notBefore()}.
	 * @return the delay
	 * @see <a href="https://upstash.com/docs/qstash/features/delay">QStash: delay</a>
	 */
	String delay() default "";

	/**
	 * Instant before which the message is not delivered, for example
	 * {@code 2030-01-01T00:00:00Z}, or an expression that gives an {@code Instant}, a
	 * {@code ZonedDateTime}, an {@code OffsetDateTime} or a {@code Date}. Rounded up to
	 * seconds.
	 * @return the instant
	 * @see <a href="https://upstash.com/docs/qstash/features/delay">QStash: delay</a>
	 */
	String notBefore() default "";

	/**
	 * How often a failed delivery is retried after the first attempt: a whole number,
	 * zero or more. If empty, QStash decides (3 times).
	 * @return the number of retries
	 * @see <a href="https://upstash.com/docs/qstash/features/retry">QStash: retry</a>
	 */
	String retries() default "";

	/**
	 * The delay before a retry as an expression of QStash, in milliseconds, for example
	 * {@code pow(2, retried) * 1000}.
	 * @return the expression
	 * @see <a href="https://upstash.com/docs/qstash/features/retry">QStash: retry</a>
	 */
	String retryDelay() default "";

	/**
	 * How long one delivery attempt may take, written like {@link #delay()}; greater than
	 * zero. If empty, as long as the plan allows.
	 * @return the time-out
	 */
	String timeout() default "";

	/**
	 * URL, or path of this application, that QStash calls after each delivery attempt. A
	 * callback with options of its own needs a {@code QStashMessage}.
	 * @return the callback
	 * @see <a href="https://upstash.com/docs/qstash/features/callbacks">QStash:
	 * callbacks</a>
	 */
	String callback() default "";

	/**
	 * URL, or path of this application, that QStash calls once when the message has
	 * failed for good.
	 * @return the failure callback
	 * @see <a href="https://upstash.com/docs/qstash/features/callbacks">QStash:
	 * callbacks</a>
	 */
	String failureCallback() default "";

	/**
	 * Headers that the destination receives, each as {@code Name: value}. A header whose
	 * value is only an expression that gives {@code null} is left out.
	 * @return the headers
	 */
	String[] headers() default {};

	/**
	 * The content type that the destination receives. If empty, the body decides:
	 * {@code application/json}, {@code text/plain;charset=UTF-8} for a {@code String}, or
	 * {@code application/octet-stream} for {@code byte[]}.
	 * @return the MIME type
	 */
	String contentType() default "";

	/**
	 * The deduplication id, usually with an expression: a message whose id was seen
	 * within the last ten minutes is accepted but not delivered again. Without {@code :}.
	 * @return the id
	 * @see <a href="https://upstash.com/docs/qstash/features/deduplication">QStash:
	 * deduplication</a>
	 */
	String deduplicationId() default "";

	/**
	 * Whether QStash computes the deduplication id from the content.
	 * @return {@code true} or {@code false}
	 * @see <a href="https://upstash.com/docs/qstash/features/deduplication">QStash:
	 * deduplication</a>
	 */
	String contentBasedDeduplication() default "";

	/**
	 * Key whose limits the message shares with all others of the key. Needs
	 * {@link #flowControlParallelism()}, {@link #flowControlRate()} or both.
	 * @return the key
	 * @see <a href="https://upstash.com/docs/qstash/features/flowcontrol">QStash: flow
	 * control</a>
	 */
	String flowControlKey() default "";

	/**
	 * How many deliveries of the key run at once, greater than 0.
	 * @return the parallelism
	 */
	String flowControlParallelism() default "";

	/**
	 * How many deliveries of the key start within {@link #flowControlPeriod()}, greater
	 * than 0.
	 * @return the rate
	 */
	String flowControlRate() default "";

	/**
	 * Length of the period of the rate, one second to seven days, written like
	 * {@link #delay()}. If empty, one second.
	 * @return the period
	 */
	String flowControlPeriod() default "";

	/**
	 * Labels, by which logs, dead letters and cancellations are filtered, without commas.
	 * @return the labels
	 */
	String[] labels() default {};

	/**
	 * Whether QStash shows the body as a hash. Deliveries are not affected.
	 * @return {@code true} or {@code false}
	 */
	String redactBody() default "";

	/**
	 * Names of forwarded headers that QStash shows as hashes, or {@code *} for all of
	 * them. Deliveries are not affected.
	 * @return the names
	 */
	String[] redactHeaders() default {};

	/**
	 * Whether a collection or an array makes a batch with a message for each element,
	 * instead of one message with a JSON array.
	 * @return {@code true} for a message for each element
	 * @see <a href="https://upstash.com/docs/qstash/features/batch">QStash: batch</a>
	 */
	boolean split() default false;

	/**
	 * Whether the values of a {@code Flux} or another type of many values are published
	 * in batches ({@code qstash.batch.*}) instead of one after the other. The subscriber
	 * gets each value when its batch is accepted.
	 * @return {@code true} for batches
	 * @see <a href="https://upstash.com/docs/qstash/features/batch">QStash: batch</a>
	 */
	boolean batch() default false;

	/**
	 * When the value is published.
	 * @return the phase, by default after the transaction has committed
	 */
	PublishPhase phase() default PublishPhase.AFTER_COMMIT;

	/**
	 * What happens if publishing fails.
	 * @return the policy
	 */
	PublishFailurePolicy onFailure() default PublishFailurePolicy.DEFAULT;

	/**
	 * Who waits for the message of a plain value to be accepted.
	 * @return the mode, by default the calling thread
	 */
	PublishMode mode() default PublishMode.AWAIT;

}
