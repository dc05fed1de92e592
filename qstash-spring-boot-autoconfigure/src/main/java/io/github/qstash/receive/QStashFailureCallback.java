package io.github.qstash.receive;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.annotation.JsonDeserialize;

/**
 * What QStash tells a failure callback URL about a message that has failed for good. Name
 * it as the payload type of what receives there, like {@link QStashCallback}.
 *
 * @param <T> the type of the body that was sent: {@code byte[]} or {@code String} for the
 * bytes as they are, anything else for JSON
 * @since 1.0.0
 * @see <a href="https://upstash.com/docs/qstash/features/callbacks">QStash: failure
 * callbacks</a>
 */
@JsonDeserialize(using = CallbackDeserializer.class)
public final class QStashFailureCallback<T> extends QStashCallback<T> {

	QStashFailureCallback(CallbackReport report, @Nullable T sourceBody) {
		super(report, sourceBody);
	}

	/**
	 * Return where the message is in the dead letter queue, from which it can be sent
	 * again.
	 * @return the id in the dead letter queue, or {@code null} if it is not told
	 */
	public @Nullable String dlqId() {
		return report().dlqId();
	}

	/**
	 * Return whether no other attempt follows.
	 * @return {@code true}: the message has failed for good
	 */
	@Override
	public boolean isLastAttempt() {
		return true;
	}

}
