package io.github.qstash.receive;

import java.util.Objects;

import io.github.qstash.message.QStashHeaders;
import io.github.qstash.signature.DeliveryClaims;
import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpHeaders;

/**
 * A genuine delivery, decoded.
 * <p>
 * The signature covers the URL and the body. It does not cover the headers: whoever sees
 * a delivery on its way could repeat it with other ones.
 *
 * @param <T> the type of the payload
 * @since 1.0.0
 * @see <a href="https://upstash.com/docs/qstash/howto/receiving">QStash: receiving</a>
 */
public final class QStashDelivery<T> {

	private final T payload;

	private final byte[] body;

	private final HttpHeaders headers;

	private final DeliveryClaims claims;

	/**
	 * Create a delivery, as unit tests of handlers do. Nothing is verified.
	 * @param payload the decoded body
	 * @param body the bytes of the body
	 * @param headers the headers, with those of QStash
	 * @param claims what the signature says
	 */
	public QStashDelivery(T payload, byte[] body, HttpHeaders headers, DeliveryClaims claims) {
		this.payload = payload;
		this.body = body;
		this.headers = HttpHeaders.readOnlyHttpHeaders(headers);
		this.claims = claims;
	}

	/**
	 * Return the decoded body.
	 * @return the payload
	 */
	public T payload() {
		return this.payload;
	}

	/**
	 * Return the bytes of the body exactly as they were sent and signed.
	 * @return the bytes, not a copy of them
	 */
	public byte[] body() {
		return this.body;
	}

	/**
	 * Return the id of the message. It stays the same on every retry.
	 * <p>
	 * It is a header and not signed: do not authorise by it.
	 * @return the message id, which QStash always sends; empty if it is missing
	 */
	public String messageId() {
		return Objects.requireNonNullElse(header(QStashHeaders.MESSAGE_ID), "");
	}

	/**
	 * Return how many attempts were made before this one.
	 * <p>
	 * It is a header and not signed: do not authorise by it.
	 * @return zero for the first attempt, one for the first retry
	 */
	public int retried() {
		String retried = header(QStashHeaders.RETRIED);
		return (retried != null && retried.matches("\\d{1,9}")) ? Integer.parseInt(retried) : 0;
	}

	/**
	 * Return the schedule that produced the message.
	 * <p>
	 * It is a header and not signed: do not authorise by it.
	 * @return the id of the schedule, or {@code null} if there is none
	 */
	public @Nullable String scheduleId() {
		return header(QStashHeaders.SCHEDULE_ID);
	}

	/**
	 * Return the URL group through which the message was sent.
	 * <p>
	 * It is a header and not signed: do not authorise by it.
	 * @return the name of the URL group, or {@code null} if there is none
	 */
	public @Nullable String urlGroup() {
		return header(QStashHeaders.TOPIC_NAME);
	}

	/**
	 * Return the endpoint of the URL group that this delivery is made to.
	 * <p>
	 * It is a header and not signed: do not authorise by it.
	 * @return the name of the endpoint, or {@code null} if it is not known: QStash
	 * documents no header for it, {@code Upstash-Endpoint-Name} is looked at
	 */
	public @Nullable String endpoint() {
		return header("Upstash-Endpoint-Name");
	}

	/**
	 * Return the queue through which the message was sent.
	 * <p>
	 * It is a header and not signed: do not authorise by it.
	 * @return the name of the queue, or {@code null} if it is not known: QStash documents
	 * no header for it, {@code Upstash-Queue-Name} is looked at
	 */
	public @Nullable String queue() {
		return header("Upstash-Queue-Name");
	}

	/**
	 * Return the IP address of the publisher, or of whoever created the schedule.
	 * <p>
	 * It is a header and not signed: do not authorise by it.
	 * @return the IP address, or {@code null} if it is not known
	 */
	public @Nullable String callerIp() {
		return header(QStashHeaders.CALLER_IP);
	}

	/**
	 * Return the region that sent the delivery.
	 * <p>
	 * It is a header and not signed: do not authorise by it.
	 * @return {@code EU-CENTRAL-1} or {@code US-EAST-1}, or {@code null} if it is not
	 * known
	 */
	public @Nullable String region() {
		return header(QStashHeaders.REGION);
	}

	/**
	 * Return all headers, also those that the publisher had forwarded. None of them is
	 * signed: do not authorise by them.
	 * @return the headers, which cannot be changed
	 */
	public HttpHeaders headers() {
		return this.headers;
	}

	/**
	 * Return what the signature says.
	 * @return the claims
	 */
	public DeliveryClaims claims() {
		return this.claims;
	}

	private @Nullable String header(String name) {
		return this.headers.getFirst(name);
	}

	@Override
	public String toString() {
		return "QStashDelivery[" + LogText.of(messageId()) + ", retried " + retried() + " times, " + this.body.length
				+ " bytes]";
	}

}
