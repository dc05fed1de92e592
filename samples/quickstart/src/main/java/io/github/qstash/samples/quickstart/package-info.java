@NullMarked
package io.github.qstash.samples.quickstart;

import org.jspecify.annotations.NullMarked;
