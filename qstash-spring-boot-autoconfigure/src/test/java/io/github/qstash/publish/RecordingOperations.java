package io.github.qstash.publish;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;

import io.github.qstash.client.BatchResult;
import io.github.qstash.client.PublishReceipt;
import io.github.qstash.client.PublishResponse;
import io.github.qstash.client.QStashOperations;
import io.github.qstash.message.QStashMessage;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Remembers what was published, or fails as it is told.
 */
public class RecordingOperations implements QStashOperations {

	private final List<QStashMessage> messages = Collections.synchronizedList(new ArrayList<>());

	private final List<List<QStashMessage>> batches = Collections.synchronizedList(new ArrayList<>());

	private Mono<PublishResponse> answer = Mono
		.just(new PublishResponse(List.of(new PublishReceipt("msg_1", null, false))));

	@Override
	public Mono<PublishResponse> publish(QStashMessage message) {
		return Mono.defer(() -> {
			this.messages.add(message);
			return this.answer;
		});
	}

	@Override
	public Mono<List<BatchResult>> batch(Collection<QStashMessage> messages) {
		return Mono.error(new UnsupportedOperationException());
	}

	@Override
	public Flux<BatchResult> publishAll(Publisher<QStashMessage> messages) {
		return Flux.from(messages).buffer(2).concatMap((batch) -> {
			this.batches.add(batch);
			return Flux.fromIterable(batch)
				.concatMap(this::publish)
				.<BatchResult>map(BatchResult.Accepted::new)
				.onErrorResume((ex) -> Flux
					.fromIterable(Collections.nCopies(batch.size(), new BatchResult.Rejected(ex.getMessage()))));
		});
	}

	public List<List<QStashMessage>> batches() {
		return List.copyOf(this.batches);
	}

	public void answerWith(Mono<PublishResponse> answer) {
		this.answer = answer;
	}

	public List<QStashMessage> messages() {
		return List.copyOf(this.messages);
	}

	public List<Object> bodies() {
		return messages().stream().<Object>map(QStashMessage::body).toList();
	}

	public QStashMessage onlyMessage() {
		if (this.messages.size() != 1) {
			throw new AssertionError("Expected one message but there are " + this.messages);
		}
		return this.messages.get(0);
	}

}
