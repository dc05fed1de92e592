/**
 * Immutable values of a QStash message: what is sent, where to, with which options, and
 * how the options become request headers.
 */
@NullMarked
package io.github.qstash.message;

import org.jspecify.annotations.NullMarked;
