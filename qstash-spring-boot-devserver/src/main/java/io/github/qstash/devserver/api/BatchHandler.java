package io.github.qstash.devserver.api;

import java.util.Map;

import io.github.qstash.devserver.engine.Command;
import io.github.qstash.devserver.runtime.Account;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Many messages with one call, accepted in order. A slot of the answer holds what the
 * message alone would have been answered, or its error.
 */
final class BatchHandler {

	private static final int MAX_ITEMS = 10_000;

	private final int maxMessageSize;

	BatchHandler(int maxMessageSize) {
		this.maxMessageSize = maxMessageSize;
	}

	Mono<Answer> publish(ApiRequest request) {
		return Flux.fromIterable(BatchItem.readAll(request.body(), MAX_ITEMS))
			.concatMap((item) -> publish(request.account(), item, request.callerIp()))
			.collectList()
			.map(Answer::json);
	}

	private Mono<Object> publish(Account account, BatchItem item, String callerIp) {
		return Mono.fromSupplier(item::target)
			.flatMap((target) -> GroupHeaders.of(account, target)
				.map((defaults) -> item.toCommand(target, defaults, callerIp, this.maxMessageSize)))
			.flatMap((command) -> publish(account, command))
			// whatever it is: the receipts of other items must not get lost
			.onErrorResume((ex) -> Mono.just(Map.of("error", Failure.of(ex).error())));
	}

	private Mono<Object> publish(Account account, Command.Publish command) {
		return account.submit(command).map((receipts) -> ReceiptJson.of(command.target(), receipts));
	}

}
