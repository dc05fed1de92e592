/**
 * Receives deliveries: the controller base class, what a handler is given, and what a
 * delivery is answered.
 */
@NullMarked
package io.github.qstash.receive;

import org.jspecify.annotations.NullMarked;
