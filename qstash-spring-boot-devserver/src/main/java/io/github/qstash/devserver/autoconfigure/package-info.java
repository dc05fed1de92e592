/**
 * The development server inside a Spring Boot application.
 */
@NullMarked
package io.github.qstash.devserver.autoconfigure;

import org.jspecify.annotations.NullMarked;
