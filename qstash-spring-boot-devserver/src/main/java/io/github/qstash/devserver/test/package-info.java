/**
 * The test kit: a QStash whose time stands still, assertions on what it did, faults on
 * demand, signed requests without a server, and a recording client for unit tests.
 */
@NullMarked
package io.github.qstash.devserver.test;

import org.jspecify.annotations.NullMarked;
