package io.github.qstash.publish;

import java.util.List;

import io.github.qstash.annotation.PublishFailurePolicy;
import io.github.qstash.annotation.QStashPublish;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * One method for each way to publish, with a handler of failures.
 */
class HandledShop {

	@QStashPublish(destination = "https://example.com", onFailure = PublishFailurePolicy.HANDLER)
	String place(String item) {
		return item;
	}

	@QStashPublish(destination = "https://example.com", onFailure = PublishFailurePolicy.HANDLER)
	Mono<String> placeLater(String item) {
		return Mono.just(item);
	}

	@QStashPublish(destination = "https://example.com", split = true, onFailure = PublishFailurePolicy.HANDLER)
	List<String> placeAll(List<String> items) {
		return items;
	}

	@QStashPublish(destination = "https://example.com", batch = true, onFailure = PublishFailurePolicy.HANDLER)
	Flux<String> placeEach(Flux<String> items) {
		return items;
	}

}
