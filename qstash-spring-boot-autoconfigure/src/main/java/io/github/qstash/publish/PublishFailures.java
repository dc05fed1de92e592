package io.github.qstash.publish;

import java.util.List;
import java.util.function.Supplier;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import org.springframework.beans.factory.BeanCreationNotAllowedException;
import org.springframework.util.ClassUtils;

/**
 * Does with failures what the annotation says.
 */
final class PublishFailures {

	private static final Log logger = LogFactory.getLog(PublishFailures.class);

	private final Supplier<List<QStashPublishFailureHandler>> handlers;

	PublishFailures(Supplier<List<QStashPublishFailureHandler>> handlers) {
		this.handlers = handlers;
	}

	boolean hasHandlers() {
		return !this.handlers.get().isEmpty();
	}

	/**
	 * Handle a failure.
	 * @param publication what failed
	 * @param cause why
	 * @param told whether there is a caller to be told
	 * @return fails with the cause if the caller is to get it, and completes otherwise
	 */
	Mono<Void> handle(Publication publication, Throwable cause, boolean told) {
		return Mono.defer(() -> switch (publication.definition().onFailure()) {
			case PROPAGATE -> Mono.error(cause);
			case DEFAULT -> {
				// who retries would run again what has succeeded
				if (told && !publication.definition().isRetried()) {
					yield Mono.error(cause);
				}
				yield mayCallHandlers() ? callHandlers(publication, cause, told) : log(publication, cause);
			}
			case LOG -> log(publication, cause);
			case HANDLER -> callHandlers(publication, cause, told);
		});
	}

	private boolean mayCallHandlers() {
		try {
			return hasHandlers();
		}
		catch (BeanCreationNotAllowedException ex) {
			// the application ends, and they were not needed before
			return false;
		}
	}

	private Mono<Void> callHandlers(Publication publication, Throwable cause, boolean told) {
		QStashPublishFailure failure = publication.failedWith(cause);
		return Flux.fromIterable(this.handlers.get())
			.concatMap((handler) -> Mono.defer(() -> handler.handle(failure))
				.then(Mono.<Throwable>empty())
				.onErrorResume((ex) -> notHandled(publication, cause, ex)))
			.collectList()
			.flatMap((errors) -> (told && !errors.isEmpty()) ? Mono.error(errors.get(0)) : Mono.empty());
	}

	// nothing must be lost: neither what failed first, nor the handlers that follow
	private static Mono<Throwable> notHandled(Publication publication, Throwable cause, Throwable ex) {
		if (ex != cause) {
			cause.addSuppressed(ex);
		}
		return log(publication, cause).thenReturn(ex);
	}

	private static Mono<Void> log(Publication publication, Throwable cause) {
		logger.warn("What @QStashPublish method '" + ClassUtils.getQualifiedMethodName(publication.call().method())
				+ "' returned was not published: " + publication.failedWith(cause).messages(), cause);
		return Mono.empty();
	}

}
