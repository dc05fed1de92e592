/**
 * Deliveries over real HTTP: signed, bounded in time and size, never redirected.
 */
@NullMarked
package io.github.qstash.devserver.delivery;

import org.jspecify.annotations.NullMarked;
