/**
 * Names and contexts of the observations that calls to QStash make.
 */
@NullMarked
package io.github.qstash.observation;

import org.jspecify.annotations.NullMarked;
