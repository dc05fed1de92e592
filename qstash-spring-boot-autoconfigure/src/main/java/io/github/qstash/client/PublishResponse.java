package io.github.qstash.client;

import java.util.List;

/**
 * Answer to a publish: one receipt, or one for each endpoint of a URL group. A group
 * without endpoints gives none.
 *
 * @param receipts the receipts, in the order of the endpoints
 * @param errors what QStash says about each endpoint of a URL group that it accepted no
 * message for; empty as a rule
 * @since 1.0.0
 */
public record PublishResponse(List<PublishReceipt> receipts, List<String> errors) {

	public PublishResponse {
		receipts = List.copyOf(receipts);
		errors = List.copyOf(errors);
	}

	/**
	 * Create a response without errors.
	 * @param receipts the receipts, in the order of the endpoints
	 */
	public PublishResponse(List<PublishReceipt> receipts) {
		this(receipts, List.of());
	}

	/**
	 * Return the id of the only message.
	 * @return the message id
	 * @throws IllegalStateException if there is not exactly one receipt
	 */
	public String messageId() {
		return single().messageId();
	}

	/**
	 * Return whether every message was a duplicate, so that nothing new was created.
	 * @return whether all receipts are deduplicated; {@code false} if there are none
	 */
	public boolean deduplicated() {
		return !this.receipts.isEmpty() && this.receipts.stream().allMatch(PublishReceipt::deduplicated);
	}

	PublishResponse recoveredIfDeduplicated() {
		for (PublishReceipt receipt : this.receipts) {
			if (receipt.deduplicated()) {
				return new PublishResponse(this.receipts.stream().map(PublishReceipt::recoveredIfDeduplicated).toList(),
						this.errors);
			}
		}
		return this;
	}

	private PublishReceipt single() {
		if (this.receipts.size() != 1) {
			throw new IllegalStateException(
					"The response has " + this.receipts.size() + " receipts, use 'receipts' instead");
		}
		return this.receipts.get(0);
	}

}
