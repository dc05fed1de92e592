/**
 * The aspect behind {@link io.github.qstash.annotation.QStashPublish @QStashPublish}:
 * what a method returns is published on its way back to the caller.
 */
@NullMarked
package io.github.qstash.publish;

import org.jspecify.annotations.NullMarked;
