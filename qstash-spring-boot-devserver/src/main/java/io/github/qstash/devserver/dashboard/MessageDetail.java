package io.github.qstash.devserver.dashboard;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import io.github.qstash.devserver.engine.AttemptOutcome;
import io.github.qstash.devserver.engine.CallbackSpec;
import io.github.qstash.devserver.engine.ConnectionHeaders;
import io.github.qstash.devserver.engine.DeadLetter;
import io.github.qstash.devserver.engine.MessageHistory;
import io.github.qstash.devserver.engine.MessageSpec;
import io.github.qstash.devserver.engine.WaitReason;
import io.github.qstash.devserver.runtime.SentRequests;
import org.jspecify.annotations.Nullable;

/**
 * All there is to see of one message. Instants are Unix milliseconds.
 *
 * @param message the message as in the list
 * @param waiting why it does not move, if it waits for another reason than time
 * @param headers headers that the publisher forwards
 * @param body what is delivered
 * @param timeoutSeconds how long an attempt may take
 * @param retryDelay formula of the delay before a retry, if the publisher gave one
 * @param deduplicationId id given by the publisher, if any
 * @param callback where every outcome is reported to, if anywhere
 * @param failureCallback where the final failure is reported to, if anywhere
 * @param callerIp address of the publisher
 * @param notBefore earliest instant of the first attempt
 * @param dlqId id of its dead letter, if it became one and is there still
 * @param attempts the attempts, earliest first
 * @param callbacks messages that report about it
 */
record MessageDetail(MessageRow message, @Nullable String waiting, Map<String, List<String>> headers, Content body,
		long timeoutSeconds, @Nullable String retryDelay, @Nullable String deduplicationId, @Nullable String callback,
		@Nullable String failureCallback, String callerIp, long notBefore, @Nullable String dlqId,
		List<AttemptDetail> attempts, List<MessageRow> callbacks) {

	static MessageDetail of(MessageHistory history, Optional<WaitReason> waiting, Optional<DeadLetter> deadLetter,
			List<MessageHistory> callbacks, SentRequests sent) {
		MessageSpec spec = history.message().spec();
		String id = history.message().messageId();
		return new MessageDetail(MessageRow.of(history), waiting(waiting), spec.shownHeaders(),
				Content.of(spec.shownBody()), spec.timeout().toSeconds(),
				(spec.retryDelay() != null) ? spec.retryDelay().text() : null, spec.deduplicationId(),
				url(spec.callback()), url(spec.failureCallback()), spec.callerIp(),
				history.message().notBefore().toEpochMilli(), deadLetter.map(DeadLetter::dlqId).orElse(null),
				Attempt.allOf(history)
					.stream()
					.map((attempt) -> AttemptDetail.of(attempt,
							sent.headers(id, attempt.number()).map((own) -> request(spec, own))))
					.toList(),
				callbacks.stream().map(MessageRow::of).toList());
	}

	private static Map<String, List<String>> request(MessageSpec spec, Map<String, List<String>> own) {
		Map<String, List<String>> headers = new LinkedHashMap<>(spec.shownHeaders());
		headers.keySet().removeIf(ConnectionHeaders::contains);
		headers.putAll(own);
		return headers;
	}

	private static @Nullable String waiting(Optional<WaitReason> reason) {
		return reason.filter((each) -> !(each instanceof WaitReason.DueLater)).map(Object::toString).orElse(null);
	}

	private static @Nullable String url(@Nullable CallbackSpec callback) {
		return (callback != null) ? callback.url() : null;
	}

	/**
	 * An attempt with request and response.
	 *
	 * @param number its number
	 * @param startedAt when it started
	 * @param took how long it took in milliseconds, {@code null} while it is running
	 * @param nextAt when the next one is due, if any
	 * @param requestHeaders what was sent, {@code null} if nothing was or it is forgotten
	 * @param status status of the answer, if there was one
	 * @param error why there was none, if so
	 * @param responseHeaders headers of the answer
	 * @param responseBody the beginning of its body
	 */
	record AttemptDetail(int number, long startedAt, @Nullable Long took, @Nullable Long nextAt,
			@Nullable Map<String, List<String>> requestHeaders, @Nullable Integer status, @Nullable String error,
			@Nullable Map<String, List<String>> responseHeaders, @Nullable Content responseBody) {

		static AttemptDetail of(Attempt attempt, Optional<Map<String, List<String>>> requestHeaders) {
			Instant next = attempt.nextAt();
			Long nextAt = (next != null) ? next.toEpochMilli() : null;
			long startedAt = attempt.startedAt().toEpochMilli();
			Map<String, List<String>> sent = requestHeaders.orElse(null);
			if (attempt.outcome() instanceof AttemptOutcome.Responded response) {
				return new AttemptDetail(attempt.number(), startedAt, attempt.took(), nextAt, sent, response.status(),
						null, response.headers(), Content.of(response.body()));
			}
			String error = (attempt.outcome() instanceof AttemptOutcome.Failed failed) ? failed.error() : null;
			return new AttemptDetail(attempt.number(), startedAt, attempt.took(), nextAt, sent, null, error, null,
					null);
		}

	}

}
