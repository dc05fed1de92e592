/**
 * Speaks to QStash: the template, its results, its errors and the transport.
 */
@NullMarked
package io.github.qstash.client;

import org.jspecify.annotations.NullMarked;
