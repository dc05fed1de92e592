package io.github.qstash.receive;

import java.time.Duration;

import io.github.qstash.message.QStashHeaders;
import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;
import org.springframework.util.Assert;

/**
 * What QStash is told about a delivery that failed. The answer has no body.
 *
 * @since 1.0.0
 * @see QStashDeliveryExceptionHandler
 * @see <a href="https://upstash.com/docs/qstash/features/retry">QStash: retry</a>
 */
public final class DeliveryFailure {

	/** Together with {@link QStashHeaders#NON_RETRYABLE_ERROR}: no retries. */
	private static final HttpStatusCode NON_RETRYABLE = HttpStatusCode.valueOf(489);

	private final HttpStatusCode status;

	private final HttpHeaders headers;

	private DeliveryFailure(HttpStatusCode status, HttpHeaders headers) {
		this.status = status;
		this.headers = headers;
	}

	/**
	 * The delivery should be tried again, when QStash thinks best. Answers 500.
	 * @return the failure
	 */
	public static DeliveryFailure retry() {
		return status(HttpStatus.INTERNAL_SERVER_ERROR);
	}

	/**
	 * The delivery should be tried again after some time. Answers 503 with
	 * {@code Retry-After}.
	 * @param after the delay before the next attempt, rounded up to seconds
	 * @return the failure
	 */
	public static DeliveryFailure retryAfter(Duration after) {
		Assert.isTrue(!after.isNegative(), "'after' must not be negative");
		HttpHeaders headers = new HttpHeaders();
		headers.set(HttpHeaders.RETRY_AFTER, String.valueOf(after.plusNanos(999_999_999).toSeconds()));
		return new DeliveryFailure(HttpStatus.SERVICE_UNAVAILABLE, headers);
	}

	/**
	 * Another attempt would fail as well: QStash makes none and puts the message into the
	 * dead letter queue. Answers 489.
	 * @return the failure
	 */
	public static DeliveryFailure forGood() {
		return status(NON_RETRYABLE);
	}

	/**
	 * The delivery should be tried again, and a certain status tells why.
	 * @param status the status, an error: QStash would take any other for a success or a
	 * redirection
	 * @return the failure; for good if the status is 489
	 */
	public static DeliveryFailure status(HttpStatusCode status) {
		return status(status, HttpHeaders.EMPTY);
	}

	static DeliveryFailure status(HttpStatusCode status, HttpHeaders more) {
		Assert.isTrue(status.isError(), () -> "'status' must be an error but is " + status.value());
		HttpHeaders headers = new HttpHeaders();
		headers.putAll(more);
		headers.clearContentHeaders();
		if (status.isSameCodeAs(NON_RETRYABLE)) {
			headers.set(QStashHeaders.NON_RETRYABLE_ERROR, "true");
		}
		return new DeliveryFailure(status, headers);
	}

	HttpStatusCode status() {
		return this.status;
	}

	HttpHeaders headers() {
		return this.headers;
	}

	boolean isForGood() {
		return this.status.isSameCodeAs(NON_RETRYABLE);
	}

	@Nullable String after() { // in seconds
		return this.headers.getFirst(HttpHeaders.RETRY_AFTER);
	}

}
