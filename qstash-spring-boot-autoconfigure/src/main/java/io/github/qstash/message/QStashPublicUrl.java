package io.github.qstash.message;

import java.net.URI;

import org.jspecify.annotations.Nullable;

/**
 * Where QStash reaches this application: the base against which a destination that starts
 * with {@code /} is resolved, and which the signature of a delivery must name.
 * <p>
 * By default a bean of this type returns {@code qstash.public-url}. The embedded
 * development server replaces it by one that knows the application's own port.
 *
 * @since 1.0.0
 */
@FunctionalInterface
public interface QStashPublicUrl {

	/**
	 * Return the public base URL of this application.
	 * @return an absolute http or https URL without query, or {@code null} if it is not
	 * known (yet)
	 */
	@Nullable URI get();

}
