package io.github.qstash.devserver.delivery;

import java.net.ConnectException;
import java.nio.channels.ClosedChannelException;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.TimeoutException;

import io.github.qstash.devserver.engine.AttemptOutcome;
import io.github.qstash.devserver.engine.AttemptRequest;
import io.github.qstash.devserver.engine.Body;
import io.github.qstash.devserver.runtime.AttemptSender;
import io.github.qstash.devserver.runtime.Fault;
import io.github.qstash.devserver.runtime.Faults;
import io.github.qstash.signature.SigningKeys;
import reactor.core.publisher.Mono;

/**
 * Lets go wrong what is planned to. Everything else is sent as it is.
 *
 * @since 1.0.0
 */
public final class FaultySender implements AttemptSender {

	// beyond the lifetime of a signature and any tolerance
	private static final Duration STALE = Duration.ofHours(1);

	private static final SigningKeys UNKNOWN_KEYS = SigningKeys.of("sig_nobody_knows_this_one", null);

	private final HttpAttemptSender sender;

	private final Faults faults;

	private final Clock clock;

	/**
	 * Create a sender.
	 * @param sender does what does not go wrong
	 * @param faults what is planned
	 * @param clock tells the time that signatures name
	 */
	public FaultySender(HttpAttemptSender sender, Faults faults, Clock clock) {
		this.sender = sender;
		this.faults = faults;
		this.clock = clock;
	}

	@Override
	public String lane(AttemptRequest request) {
		return this.sender.lane(request);
	}

	@Override
	public Mono<AttemptOutcome> send(AttemptRequest request, SigningKeys keys) {
		Fault fault = this.faults.next(request);
		if (fault == null) {
			return this.sender.send(request, keys);
		}
		if (fault instanceof Fault.Answer answer) {
			return Mono.just(new AttemptOutcome.Responded(answer.status(), answer.headers(), answer.body()));
		}
		if (fault instanceof Fault.TruncatedBody truncated) {
			return this.sender.send(truncated(request, truncated.bytes()),
					() -> HttpAttemptSender.sign(request, keys, this.clock));
		}
		return mishap((Fault.Mishap) fault, request, keys);
	}

	private Mono<AttemptOutcome> mishap(Fault.Mishap mishap, AttemptRequest request, SigningKeys keys) {
		return switch (mishap) {
			case REFUSED -> failed(request, new ConnectException());
			case DROPPED -> failed(request, new ClosedChannelException());
			case TIMED_OUT -> failed(request, new TimeoutException());
			case ANSWER_LOST -> this.sender.send(request, keys).then(failed(request, new ClosedChannelException()));
			case DELIVERED_TWICE ->
				this.sender.send(request, keys).flatMap((first) -> this.sender.send(request, keys).thenReturn(first));
			case STALE_SIGNATURE -> this.sender.send(request,
					() -> HttpAttemptSender.sign(request, keys, Clock.offset(this.clock, STALE.negated())));
			case WRONG_SIGNATURE -> this.sender.send(request, UNKNOWN_KEYS);
		};
	}

	private static Mono<AttemptOutcome> failed(AttemptRequest request, Exception failure) {
		String origin = DestinationUrl.parse(request.url()).origin();
		return Mono.just(new AttemptOutcome.Failed(FailureText.of(failure, origin, request.timeout())));
	}

	private static AttemptRequest truncated(AttemptRequest request, int bytes) {
		byte[] whole = request.body().bytes();
		Body beginning = Body.of(Arrays.copyOf(whole, Math.min(bytes, whole.length)));
		return request.withBody(beginning);
	}

}
