package io.github.qstash.receive;

/**
 * Payload types of {@link ContractApplication}.
 */
final class ContractPayloads {

	private ContractPayloads() {
	}

	record Order(String id, int quantity) {

	}

	record Price(Money money) {

	}

	/** Jackson does not know what to make of it. */
	interface Money {

	}

	record Picky(String name) {

		Picky {
			throw new IllegalArgumentException(name);
		}

	}

}
