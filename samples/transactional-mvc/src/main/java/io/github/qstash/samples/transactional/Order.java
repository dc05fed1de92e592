package io.github.qstash.samples.transactional;

/**
 * What a customer wants.
 *
 * @param id the order's id
 * @param item what to ship
 * @param quantity how many
 */
public record Order(String id, String item, int quantity) {

}
