/**
 * Auto-configuration of the QStash client, and the {@code qstash.*} properties.
 */
@NullMarked
package io.github.qstash.autoconfigure;

import org.jspecify.annotations.NullMarked;
