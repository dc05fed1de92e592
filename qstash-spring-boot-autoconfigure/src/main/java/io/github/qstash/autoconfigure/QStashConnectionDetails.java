package io.github.qstash.autoconfigure;

import java.time.Clock;
import java.util.Map;

import io.github.qstash.signature.SigningKeys;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.autoconfigure.service.connection.ConnectionDetails;

/**
 * Where QStash is, and the credentials for both directions.
 *
 * @since 1.0.0
 */
public interface QStashConnectionDetails extends ConnectionDetails {

	/** Base URL of QStash in its default region. */
	String DEFAULT_URL = "https://qstash.upstash.io";

	/**
	 * Return the base URL of the QStash API.
	 * @return an absolute http(s) URL without the {@code /v2} path
	 */
	default String getUrl() {
		return DEFAULT_URL;
	}

	/**
	 * Return the region that the URL and the token belong to. Signing keys that are
	 * fetched replace those that are configured for this region.
	 * @return the name of the region, such as {@code EU_CENTRAL_1}, or {@code null} if it
	 * is not known: fetched keys then replace those of the account only
	 */
	default @Nullable String getRegion() {
		return null;
	}

	/**
	 * Return the token that publishing needs.
	 * @return the token, or {@code null} if this application only receives
	 */
	@Nullable String getToken();

	/**
	 * Return the key that deliveries are signed with.
	 * @return the key, or {@code null} if this application only publishes
	 */
	@Nullable String getCurrentSigningKey();

	/**
	 * Return the key that deliveries are signed with after the next rotation.
	 * @return the key, or {@code null} if it is not known
	 */
	@Nullable String getNextSigningKey();

	/**
	 * Return the signing keys of the regions that have keys of their own. Deliveries of
	 * all others are verified with the keys above.
	 * @return the keys by the name of the region, such as {@code EU_CENTRAL_1}; empty if
	 * there are none
	 */
	default Map<String, SigningKeys> getRegionalSigningKeys() {
		return Map.of();
	}

	/**
	 * Return the clock of whoever signs the deliveries, by which they expire.
	 * @return the system's clock, unless the QStash of a test has a time of its own
	 */
	default Clock getClock() {
		return Clock.systemUTC();
	}

}
