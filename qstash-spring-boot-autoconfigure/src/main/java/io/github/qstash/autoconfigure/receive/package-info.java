/**
 * Auto-configuration of receiving deliveries.
 */
@NullMarked
package io.github.qstash.autoconfigure.receive;

import org.jspecify.annotations.NullMarked;
