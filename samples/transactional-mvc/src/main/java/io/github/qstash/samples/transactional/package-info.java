/**
 * A shop on Spring MVC and JDBC. Orders are published when their transaction has
 * committed, to a URL group with two listeners.
 */
@NullMarked
package io.github.qstash.samples.transactional;

import org.jspecify.annotations.NullMarked;
