/**
 * A QStash in the JVM, for development and tests: the public doors.
 */
@NullMarked
package io.github.qstash.devserver;

import org.jspecify.annotations.NullMarked;
