/**
 * What the library costs, side by side with the same work written by hand.
 */
@NullMarked
package io.github.qstash.benchmarks;

import org.jspecify.annotations.NullMarked;
