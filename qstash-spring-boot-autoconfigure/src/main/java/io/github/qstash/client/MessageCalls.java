package io.github.qstash.client;

import java.util.List;
import java.util.stream.IntStream;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import reactor.core.publisher.Mono;
import tools.jackson.databind.json.JsonMapper;

/**
 * The two calls that bring messages to QStash, with their retries.
 */
final class MessageCalls {

	private final QStashTransport transport;

	private final CallRetries retries;

	private final CallObservations observations;

	private final CallsUnderWay underWay = new CallsUnderWay();

	private final JsonMapper wire;

	private final PublishAnswers answers;

	MessageCalls(QStashTransport transport, CallRetries retries, CallObservations observations, JsonMapper wire) {
		this.transport = transport;
		this.retries = retries;
		this.observations = observations;
		this.wire = wire;
		this.answers = new PublishAnswers(wire);
	}

	Mono<PublishResponse> publish(OutgoingMessage message) {
		Mono<PublishResponse> call = this.transport.post(message.kind(), message.path(), message.headers()::writeTo,
				message.body().bytes(), (answer) -> this.answers.readResponse(message.kind(), answer));
		return this.underWay.count(this.observations.publish(message,
				this.retries.apply(call, message.repeatable()).map(message::interpret)));
	}

	Mono<List<BatchResult>> batch(List<OutgoingMessage> messages) {
		if (messages.isEmpty()) {
			return Mono.just(List.of());
		}
		return this.underWay.count(this.observations.batch(messages, Mono.defer(() -> send(messages))));
	}

	Mono<Void> noneUnderWay() {
		return this.underWay.none();
	}

	private Mono<List<BatchResult>> send(List<OutgoingMessage> messages) {
		byte[] body = BatchBody.of(messages, this.wire);
		Mono<List<BatchResult>> call = this.transport.post(RequestKind.BATCH, "/v2/batch",
				(headers) -> headers.set(HttpHeaderNames.CONTENT_TYPE, HttpHeaderValues.APPLICATION_JSON), body,
				(answer) -> this.answers.readBatch(answer, messages.size()));
		return this.retries.apply(call, messages.stream().allMatch(OutgoingMessage::repeatable))
			.map((results) -> IntStream.range(0, results.size())
				.mapToObj((i) -> messages.get(i).interpret(results.get(i)))
				.toList());
	}

}
