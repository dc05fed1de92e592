package io.github.qstash.receive;

import org.jspecify.annotations.Nullable;

/**
 * Decides what QStash is told when a delivery fails. Define one or more as beans to have
 * exceptions of your own decide about retries; the first that has an opinion wins.
 *
 * <pre class="code">
 * &#064;Bean
 * QStashDeliveryExceptionHandler unknownCustomers() {
 *   return (request, exception) -&gt; (exception instanceof UnknownCustomerException) ? DeliveryFailure.forGood() : null;
 * }
 * </pre>
 *
 * If none has an opinion, {@link NonRetryableDeliveryException} is for good,
 * {@link RetryDeliveryException} asks for a later attempt, and an exception with a status
 * (an {@link org.springframework.web.ErrorResponse ErrorResponse}, or one annotated with
 * {@link org.springframework.web.bind.annotation.ResponseStatus @ResponseStatus}) answers
 * with that status and its headers, but only if it is an error: an exception never makes
 * QStash believe that a message was handled. Everything else answers 500.
 *
 * @since 1.0.0
 */
@FunctionalInterface
public interface QStashDeliveryExceptionHandler {

	/**
	 * Decide about a failed delivery. The exception has been, or will be, logged.
	 * @param request the genuine delivery; its body has been read
	 * @param exception what the handler failed with, or a
	 * {@link NonRetryableDeliveryException} if the payload could not be decoded
	 * @return what QStash is told, or {@code null} to leave the decision to others
	 */
	@Nullable DeliveryFailure handle(QStashRequest request, Throwable exception);

}
