package io.github.qstash.devserver.api;

import java.util.List;
import java.util.Map;

import io.github.qstash.devserver.engine.Receipt;
import io.github.qstash.devserver.engine.Target;

/**
 * What a publisher is answered: an object for a URL, an array for a URL group.
 */
final class ReceiptJson {

	private ReceiptJson() {
	}

	static Object of(Target target, List<Receipt> receipts) {
		if (target instanceof Target.UrlGroup) {
			return receipts.stream().map(ReceiptJson::of).toList();
		}
		return of(receipts.get(0));
	}

	static Map<String, Object> of(Receipt receipt) {
		return new JsonFields().put("messageId", receipt.messageId())
			.put("url", receipt.url())
			.put("deduplicated", receipt.deduplicated() ? true : null)
			.toMap();
	}

}
