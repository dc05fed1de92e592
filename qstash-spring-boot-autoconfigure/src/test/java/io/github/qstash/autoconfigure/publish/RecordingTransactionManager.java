package io.github.qstash.autoconfigure.publish;

import java.util.List;

import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.AbstractPlatformTransactionManager;
import org.springframework.transaction.support.DefaultTransactionStatus;

/**
 * Says when it begins and ends a transaction.
 */
class RecordingTransactionManager extends AbstractPlatformTransactionManager {

	private static final long serialVersionUID = 1L;

	private final transient List<String> events;

	private boolean failOnCommit;

	RecordingTransactionManager(List<String> events) {
		this.events = events;
	}

	void failOnCommit() {
		this.failOnCommit = true;
	}

	@Override
	protected Object doGetTransaction() {
		return "transaction";
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

}
