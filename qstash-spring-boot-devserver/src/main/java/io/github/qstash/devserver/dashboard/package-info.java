/**
 * The dashboard: static pages, and the stream that keeps them up to date. What can be
 * done there is done by the API, like from everywhere else.
 */
@NullMarked
package io.github.qstash.devserver.dashboard;

import org.jspecify.annotations.NullMarked;
