package io.github.qstash.message;

/**
 * Names of the HTTP headers that QStash understands on a publish and sends with a
 * delivery. Header names are case-insensitive on the wire.
 *
 * @since 1.0.0
 * @see <a href="https://upstash.com/docs/qstash/howto/publishing">QStash: publishing</a>
 * @see <a href="https://upstash.com/docs/qstash/howto/receiving">QStash: receiving</a>
 */
public final class QStashHeaders {

	/** Prefix of a header that the destination receives without the prefix. */
	public static final String FORWARD_PREFIX = "Upstash-Forward-";

	/** HTTP method of the delivery. */
	public static final String METHOD = "Upstash-Method";

	/** How long one delivery attempt may take, a duration such as {@code 30s}. */
	public static final String TIMEOUT = "Upstash-Timeout";

	/** Retries after the first attempt, an integer. */
	public static final String RETRIES = "Upstash-Retries";

	/** Expression for the delay before a retry, in milliseconds. */
	public static final String RETRY_DELAY = "Upstash-Retry-Delay";

	/** Delay before the first attempt, a duration such as {@code 1d10h}. */
	public static final String DELAY = "Upstash-Delay";

	/** Earliest instant of the first attempt, in unix seconds. */
	public static final String NOT_BEFORE = "Upstash-Not-Before";

	/** Labels, separated by commas. */
	public static final String LABEL = "Upstash-Label";

	/** Key whose limits are shared by all messages that carry it. */
	public static final String FLOW_CONTROL_KEY = "Upstash-Flow-Control-Key";

	/** Limits of the flow control key, such as {@code parallelism=5, rate=10}. */
	public static final String FLOW_CONTROL_VALUE = "Upstash-Flow-Control-Value";

	/** Deduplication id. */
	public static final String DEDUPLICATION_ID = "Upstash-Deduplication-Id";

	/** Whether the deduplication id is computed from the content. */
	public static final String CONTENT_BASED_DEDUPLICATION = "Upstash-Content-Based-Deduplication";

	/** URL that is called after each delivery attempt. */
	public static final String CALLBACK = "Upstash-Callback";

	/** URL that is called once when a message has failed for good. */
	public static final String FAILURE_CALLBACK = "Upstash-Failure-Callback";

	/** Fields of the message that QStash shows as hashes. */
	public static final String REDACT_FIELDS = "Upstash-Redact-Fields";

	/** Whether every header of the publish request is forwarded. */
	public static final String HEADER_FORWARD = "Upstash-Header-Forward";

	/** Signature of a delivery, a JWT. */
	public static final String SIGNATURE = "Upstash-Signature";

	/** Message id of a delivery, the same on every retry. */
	public static final String MESSAGE_ID = "Upstash-Message-Id";

	/** Number of retries before this delivery attempt. */
	public static final String RETRIED = "Upstash-Retried";

	/** Schedule that produced the message of this delivery. */
	public static final String SCHEDULE_ID = "Upstash-Schedule-Id";

	/** URL group through which the message of this delivery was sent. */
	public static final String TOPIC_NAME = "Upstash-Topic-Name";

	/** IP address of the publisher. */
	public static final String CALLER_IP = "Upstash-Caller-Ip";

	/** Region that sends this delivery, {@code EU-CENTRAL-1} or {@code US-EAST-1}. */
	public static final String REGION = "Upstash-Region";

	/** Response header: together with status 489, no retry is made. */
	public static final String NON_RETRYABLE_ERROR = "Upstash-NonRetryable-Error";

	private QStashHeaders() {
	}

}
