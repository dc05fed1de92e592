/**
 * Stores that remember deliveries: in memory and in Redis.
 */
@NullMarked
package io.github.qstash.receive.store;

import org.jspecify.annotations.NullMarked;
