package io.github.qstash.devserver.api;

import java.util.List;

import io.github.qstash.devserver.engine.Body;
import io.github.qstash.devserver.engine.Command;
import io.github.qstash.devserver.engine.Receipt;
import io.github.qstash.devserver.engine.Target;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * One message, directly or through a queue. The body is opaque, whatever its type.
 */
final class PublishHandler {

	Mono<Answer> publish(ApiRequest request) {
		return accept(request, null);
	}

	Mono<Answer> enqueue(ApiRequest request) {
		return accept(request, request.path("queue"));
	}

	private Mono<Answer> accept(ApiRequest request, @Nullable String queue) {
		Target target = DestinationReader.fromPath(request.path("destination"), request.query().ofDestination());
		HeaderLines headers = request.headers().withDefaults(request.query().configuration());
		return GroupHeaders.of(request.account(), target)
			.map((defaults) -> MessageReader.read(headers.withDefaults(defaults))
				.body(Body.of(request.body()))
				.queue(queue)
				.callerIp(request.callerIp())
				.build())
			.flatMap((message) -> request.account().submit(new Command.Publish(target, message)))
			.map((receipts) -> Answer.json(status(receipts), ReceiptJson.of(target, receipts)));
	}

	private static int status(List<Receipt> receipts) {
		boolean nothingNew = !receipts.isEmpty() && receipts.stream().allMatch(Receipt::deduplicated);
		return nothingNew ? 202 : 200;
	}

}
