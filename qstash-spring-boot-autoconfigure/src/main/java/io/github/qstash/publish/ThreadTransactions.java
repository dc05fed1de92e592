package io.github.qstash.publish;

import org.jspecify.annotations.Nullable;

import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * Spring's transactions of threads. Each gets one synchronization, which publishes
 * everything in order after the commit, so that one failure does not keep the other
 * messages from being published.
 */
final class ThreadTransactions {

	private final WaitingPublishing publishing;

	ThreadTransactions(WaitingPublishing publishing) {
		this.publishing = publishing;
	}

	@Nullable HeldPublications current() {
		if (!TransactionSynchronizationManager.isSynchronizationActive()
				|| !TransactionSynchronizationManager.isActualTransactionActive()) {
			return null;
		}
		for (TransactionSynchronization known : TransactionSynchronizationManager.getSynchronizations()) {
			if (known instanceof AfterCommit ours && ours.owner() == this) {
				return ours.held;
			}
		}
		AfterCommit ours = new AfterCommit();
		TransactionSynchronizationManager.registerSynchronization(ours);
		return ours.held;
	}

	private final class AfterCommit implements TransactionSynchronization {

		private final HeldPublications held = new HeldPublications();

		ThreadTransactions owner() {
			return ThreadTransactions.this;
		}

		@Override
		public void savepoint(Object savepoint) {
			this.held.savepoint(savepoint);
		}

		@Override
		public void savepointRollback(Object savepoint) {
			this.held.rollBackTo(savepoint);
		}

		@Override
		public void afterCommit() {
			ThreadTransactions.this.publishing.publishCommitted(this.held.commit());
		}

		@Override
		public void afterCompletion(int status) {
			if (status == STATUS_COMMITTED) {
				// what was held while others did their work after the commit
				afterCommit();
			}
			else {
				this.held.rollBack();
			}
		}

	}

}
