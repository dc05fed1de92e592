package io.github.qstash.autoconfigure.receive;

import java.util.Locale;
import java.util.Map;

import io.github.qstash.autoconfigure.QStashConnectionDetails;
import io.github.qstash.signature.QStashSigningKeys;
import io.github.qstash.signature.SigningKeys;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * The keys that an application is configured with: those of the region if it has some,
 * else those of the account. What a delivery says about its region chooses among them and
 * does nothing else.
 */
final class ConfiguredSigningKeys implements QStashSigningKeys {

	private static final Log logger = LogFactory.getLog(ConfiguredSigningKeys.class);

	private final SigningKeys defaults;

	private final Map<String, SigningKeys> regions;

	private ConfiguredSigningKeys(SigningKeys defaults, Map<String, SigningKeys> regions) {
		this.defaults = defaults;
		this.regions = regions;
	}

	static ConfiguredSigningKeys of(QStashConnectionDetails details) {
		Map<String, SigningKeys> regions = details.getRegionalSigningKeys();
		String current = details.getCurrentSigningKey();
		if (current == null) {
			return new ConfiguredSigningKeys(
					regions.values().stream().findFirst().orElseThrow(MissingQStashSigningKeyException::new), regions);
		}
		String next = details.getNextSigningKey();
		if (next == null) {
			logger.warn("Only the current signing key of QStash is known: after the next rotation of the keys all "
					+ "deliveries will be rejected. Set 'qstash.next-signing-key' as well");
		}
		return new ConfiguredSigningKeys(SigningKeys.of(current, next), regions);
	}

	@Override
	public SigningKeys forRegion(@Nullable String region) {
		return (region != null && !this.regions.isEmpty())
				? this.regions.getOrDefault(region.toUpperCase(Locale.ROOT).replace('-', '_'), this.defaults)
				: this.defaults;
	}

}
