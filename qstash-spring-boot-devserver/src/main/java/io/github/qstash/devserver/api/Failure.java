package io.github.qstash.devserver.api;

import io.github.qstash.devserver.engine.RefusedException;
import io.github.qstash.devserver.runtime.EngineUnavailableException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the caller is told when something goes wrong.
 *
 * @param status HTTP status
 * @param error text of the error object
 */
record Failure(int status, String error) {

	private static final Logger logger = LoggerFactory.getLogger(Failure.class);

	/**
	 * Translate an exception. One that should not have come is logged.
	 * @param ex the exception
	 * @return the failure
	 */
	static Failure of(Throwable ex) {
		if (ex instanceof ApiException known) {
			return new Failure(known.status(), known.error());
		}
		if (ex instanceof RefusedException refused) {
			return new Failure(status(refused.kind()), String.valueOf(refused.getMessage()));
		}
		if (ex instanceof EngineUnavailableException) {
			return new Failure(503, String.valueOf(ex.getMessage()));
		}
		logger.error("A request to the development server failed", ex);
		return new Failure(500, "internal error of the development server, see its log");
	}

	private static int status(RefusedException.Kind kind) {
		return switch (kind) {
			case INVALID -> 400;
			case NOT_FOUND -> 404;
			case OVER_LIMIT -> 412;
		};
	}

	Answer toAnswer() {
		return Answer.error(this.status, this.error);
	}

}
