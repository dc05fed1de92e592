/**
 * The annotations of the starter, and nothing else.
 */
@NullMarked
package io.github.qstash.annotation;

import org.jspecify.annotations.NullMarked;
