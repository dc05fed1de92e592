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

	/**
	 * Return the keys that are configured.
	 * @param details has the keys
	 * @return the keys
	 * @throws MissingQStashSigningKeyException if there are none
	 */
	static ConfiguredSigningKeys of(QStashConnectionDetails details) {
		ConfiguredSigningKeys keys = find(details);
		if (keys == null) {
			throw new MissingQStashSigningKeyException();
		}
		if (keys.defaults.next() == null) {
			logger.warn("Only the current signing key of QStash is known: after the next rotation of the keys all "
					+ "deliveries will be rejected. Set 'qstash.next-signing-key' as well");
		}
		return keys;
	}

	/**
	 * Return keys that are those of every region.
	 * @param defaults the keys
	 * @return the keys
	 */
	static ConfiguredSigningKeys of(SigningKeys defaults) {
		return new ConfiguredSigningKeys(defaults, Map.of());
	}

	/**
	 * Return the keys that are configured, if there are any.
	 * @param details has the keys
	 * @return the keys, or {@code null} if there are none
	 */
	static @Nullable ConfiguredSigningKeys find(QStashConnectionDetails details) {
		Map<String, SigningKeys> regions = details.getRegionalSigningKeys();
		String current = details.getCurrentSigningKey();
		if (current != null) {
			return new ConfiguredSigningKeys(SigningKeys.of(current, details.getNextSigningKey()), regions);
		}
		return regions.values()
			.stream()
			.findFirst()
			.map((defaults) -> new ConfiguredSigningKeys(defaults, regions))
			.orElse(null);
	}

	/**
	 * Return the keys of the regions that have none of their own.
	 * @return the keys
	 */
	SigningKeys defaults() {
		return this.defaults;
	}

	/**
	 * Return these keys with others for the regions that have none of their own.
	 * @param defaults the other keys
	 * @return the keys
	 */
	ConfiguredSigningKeys withDefaults(SigningKeys defaults) {
		return new ConfiguredSigningKeys(defaults, this.regions);
	}

	@Override
	public SigningKeys forRegion(@Nullable String region) {
		return (region != null && !this.regions.isEmpty())
				? this.regions.getOrDefault(region.toUpperCase(Locale.ROOT).replace('-', '_'), this.defaults)
				: this.defaults;
	}

}
