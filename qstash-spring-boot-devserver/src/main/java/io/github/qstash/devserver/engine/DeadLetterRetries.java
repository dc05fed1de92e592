package io.github.qstash.devserver.engine;

import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * Sends dead letters again: each becomes a new message, and is a dead letter no more.
 */
final class DeadLetterRetries {

	private final DeadLetters deadLetters;

	private final Publishing publishing;

	private final Deliveries deliveries;

	DeadLetterRetries(DeadLetters deadLetters, Publishing publishing, Deliveries deliveries) {
		this.deadLetters = deadLetters;
		this.publishing = publishing;
		this.deliveries = deliveries;
	}

	Receipt retry(Step step, DeadLetterCommand.Retry command) {
		List<DeadLetter> letters = List.of(this.deadLetters.get(command.dlqId()));
		return retry(step, letters, command.overrides()).get(0);
	}

	Page<Receipt> retryMany(Step step, DeadLetterCommand.RetryMany command) {
		DeadLetterFilter filter = command.filter();
		Page<DeadLetter> page = this.deadLetters.list(filter);
		if (page.entries().size() < filter.dlqIds().size()) {
			throw RefusedException.notFound("some messages were not found");
		}
		return new Page<>(page.cursor(), retry(step, page.entries(), command.overrides()));
	}

	private List<Receipt> retry(Step step, List<DeadLetter> letters, UnaryOperator<MessageSpec> overrides) {
		// all are checked before the first is sent: who is refused has changed nothing
		List<MessageSpec> specs = letters.stream()
			.map((letter) -> overrides.apply(withoutPast(letter.message().spec())))
			.toList();
		specs.forEach((spec) -> this.publishing.check(step.now(), spec));
		List<Receipt> receipts = new ArrayList<>();
		for (int i = 0; i < letters.size(); i++) {
			DeadLetter letter = letters.get(i);
			this.deadLetters.remove(letter);
			String messageId = this.deliveries.accept(step, Address.of(letter.message()), specs.get(i));
			receipts.add(new Receipt(messageId, null, false));
		}
		return receipts;
	}

	// It has waited long enough, and it is no duplicate of itself.
	private static MessageSpec withoutPast(MessageSpec spec) {
		return spec.toBuilder()
			.delay(null)
			.notBefore(null)
			.deduplicationId(null)
			.contentBasedDeduplication(false)
			.build();
	}

}
