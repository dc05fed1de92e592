/**
 * The HTTP API: what comes in, how it is read, and what goes out. One class for each
 * resource, and one table of routes.
 */
@NullMarked
package io.github.qstash.devserver.api;

import org.jspecify.annotations.NullMarked;
