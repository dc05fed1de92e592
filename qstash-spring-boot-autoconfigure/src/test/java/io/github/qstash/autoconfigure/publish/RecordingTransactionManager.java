package io.github.qstash.autoconfigure.publish;

import java.util.List;

import org.springframework.transaction.SavepointManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.AbstractPlatformTransactionManager;
import org.springframework.transaction.support.DefaultTransactionStatus;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * Says when it begins and ends a transaction.
 */
public class RecordingTransactionManager extends AbstractPlatformTransactionManager {

	private static final long serialVersionUID = 1L;

	private final transient List<String> events;

	private boolean failOnCommit;

	public RecordingTransactionManager(List<String> events) {
		this.events = events;
		setNestedTransactionAllowed(true);
	}

	void failOnCommit() {
		this.failOnCommit = true;
	}

	@Override
	protected Object doGetTransaction() {
		return new Savepoints();
	}

	@Override
	protected boolean isExistingTransaction(Object transaction) {
		return TransactionSynchronizationManager.isActualTransactionActive();
	}

	@Override
	protected Object doSuspend(Object transaction) {
		return transaction;
	}

	@Override
	protected void doResume(Object transaction, Object suspended) {
	}

	@Override
	protected void doBegin(Object transaction, TransactionDefinition definition) {
		this.events.add("begin");
	}

	@Override
	protected void doCommit(DefaultTransactionStatus status) {
		this.events.add("commit");
		if (this.failOnCommit) {
			throw new CommitFailedException();
		}
	}

	@Override
	protected void doRollback(DefaultTransactionStatus status) {
		this.events.add("rollback");
	}

	/** Says when it makes a savepoint, and when it returns to it. */
	private final class Savepoints implements SavepointManager {

		@Override
		public Object createSavepoint() {
			RecordingTransactionManager.this.events.add("savepoint");
			return new Object();
		}

		@Override
		public void rollbackToSavepoint(Object savepoint) {
			RecordingTransactionManager.this.events.add("rollback to savepoint");
		}

		@Override
		public void releaseSavepoint(Object savepoint) {
		}

	}

}
