package io.github.qstash.autoconfigure.publish;

import java.util.List;

import reactor.core.publisher.Mono;

import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.reactive.AbstractReactiveTransactionManager;
import org.springframework.transaction.reactive.GenericReactiveTransaction;
import org.springframework.transaction.reactive.TransactionSynchronizationManager;

/**
 * Says when it begins and ends a reactive transaction.
 */
public class RecordingReactiveTransactionManager extends AbstractReactiveTransactionManager {

	private static final long serialVersionUID = 1L;

	private final transient List<String> events;

	private boolean failOnCommit;

	public RecordingReactiveTransactionManager(List<String> events) {
		this.events = events;
	}

	void failOnCommit() {
		this.failOnCommit = true;
	}

	@Override
	protected Object doGetTransaction(TransactionSynchronizationManager synchronization) {
		return "transaction";
	}

	@Override
	protected Mono<Void> doBegin(TransactionSynchronizationManager synchronization, Object transaction,
			TransactionDefinition definition) {
		return record("begin");
	}

	@Override
	protected Mono<Void> doCommit(TransactionSynchronizationManager synchronization,
			GenericReactiveTransaction transaction) {
		return record("commit")
			.then(Mono.defer(() -> this.failOnCommit ? Mono.error(new CommitFailedException()) : Mono.empty()));
	}

	@Override
	protected Mono<Void> doRollback(TransactionSynchronizationManager synchronization,
			GenericReactiveTransaction transaction) {
		return record("rollback");
	}

	private Mono<Void> record(String event) {
		return Mono.fromRunnable(() -> this.events.add(event));
	}

}
