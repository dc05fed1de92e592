/**
 * Auto-configuration for publishing what annotated methods return.
 */
@NullMarked
package io.github.qstash.autoconfigure.publish;

import org.jspecify.annotations.NullMarked;
