/**
 * How deliveries arrive on Spring WebFlux.
 */
@NullMarked
package io.github.qstash.receive.reactive;

import org.jspecify.annotations.NullMarked;
