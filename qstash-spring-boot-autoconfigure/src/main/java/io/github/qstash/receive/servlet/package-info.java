/**
 * How deliveries arrive on Spring MVC.
 */
@NullMarked
package io.github.qstash.receive.servlet;

import org.jspecify.annotations.NullMarked;
