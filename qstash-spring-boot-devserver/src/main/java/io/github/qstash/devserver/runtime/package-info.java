/**
 * Between the engines and the world: the one thread that owns the engines, its timer, and
 * what becomes of their effects.
 */
@NullMarked
package io.github.qstash.devserver.runtime;

import org.jspecify.annotations.NullMarked;
