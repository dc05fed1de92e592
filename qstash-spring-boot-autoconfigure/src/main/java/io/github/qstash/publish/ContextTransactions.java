package io.github.qstash.publish;

import reactor.core.publisher.Mono;

import org.springframework.transaction.NoTransactionException;
import org.springframework.transaction.reactive.TransactionSynchronization;
import org.springframework.transaction.reactive.TransactionSynchronizationManager;

/**
 * Spring's transactions of reactive contexts. Each gets one synchronization, which
 * publishes everything in order after the commit.
 */
final class ContextTransactions {

	private final Publishing publishing;

	ContextTransactions(Publishing publishing) {
		this.publishing = publishing;
	}

	Mono<HeldPublications> current() {
		return TransactionSynchronizationManager.forCurrentTransaction()
			.filter((transaction) -> transaction.isSynchronizationActive() && transaction.isActualTransactionActive())
			.map(this::held)
			.onErrorResume(NoTransactionException.class, (ex) -> Mono.empty());
	}

	private HeldPublications held(TransactionSynchronizationManager transaction) {
		for (TransactionSynchronization known : transaction.getSynchronizations()) {
			if (known instanceof AfterCommit ours && ours.owner() == this) {
				return ours.held;
			}
		}
		AfterCommit ours = new AfterCommit();
		transaction.registerSynchronization(ours);
		return ours.held;
	}

	private final class AfterCommit implements TransactionSynchronization {

		private final HeldPublications held = new HeldPublications();

		ContextTransactions owner() {
			return ContextTransactions.this;
		}

		@Override
		public Mono<Void> afterCommit() {
			return Mono.defer(() -> ContextTransactions.this.publishing.publishCommitted(this.held.commit(), false));
		}

		@Override
		public Mono<Void> afterCompletion(int status) {
			if (status == STATUS_COMMITTED) {
				// what was held while others did their work after the commit
				return afterCommit();
			}
			return Mono.fromRunnable(this.held::rollBack);
		}

	}

}
