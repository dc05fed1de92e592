package io.github.qstash.benchmarks;

/**
 * What the benchmarks publish: 200 bytes as JSON.
 *
 * @param id number of the order
 * @param customer who ordered
 * @param item what was ordered
 * @param quantity how many of it
 * @param price price of one, in cents
 * @param note a word to the shop
 */
record Order(String id, String customer, String item, int quantity, long price, String note) {

	static final Order SAMPLE = new Order("order-00000000042", "customer-4711@example.com",
			"Kettle, 1.7 l, stainless steel", 2, 4999, "Please leave the parcel with the neighbour if nobody opens.");

}
