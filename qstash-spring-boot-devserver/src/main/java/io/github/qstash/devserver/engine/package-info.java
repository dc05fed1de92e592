/**
 * The engine of the development server: what QStash would do, as one plain object. Time
 * is an argument, delivery outcomes come back as commands, ids come from an injected
 * source. Nothing here reads a clock, draws a random number, starts a thread or does I/O.
 */
@NullMarked
package io.github.qstash.devserver.engine;

import org.jspecify.annotations.NullMarked;
