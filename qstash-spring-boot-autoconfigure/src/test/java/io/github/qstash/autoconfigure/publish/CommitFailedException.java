package io.github.qstash.autoconfigure.publish;

import org.springframework.transaction.TransactionException;

/**
 * The database refuses to commit.
 */
class CommitFailedException extends TransactionException {

	private static final long serialVersionUID = 1L;

	CommitFailedException() {
		super("refused");
	}

}
