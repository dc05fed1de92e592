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

	private final @Nullable SigningKeys account;

	private final Map<String, SigningKeys> regions;

	private final @Nullable String tokenRegion;

	private ConfiguredSigningKeys(@Nullable SigningKeys account, Map<String, SigningKeys> regions,
			@Nullable String tokenRegion) {
		this.account = account;
		this.regions = regions;
		this.tokenRegion = tokenRegion;
	}

	/**
	 * Return the keys that are configured, of which there may be none.
	 * @param details has the keys
	 * @return the keys
	 */
	static ConfiguredSigningKeys of(QStashConnectionDetails details) {
		String current = details.getCurrentSigningKey();
		SigningKeys account = (current != null) ? SigningKeys.of(current, details.getNextSigningKey()) : null;
		return new ConfiguredSigningKeys(account, details.getRegionalSigningKeys(), details.getRegion());
	}

	/**
	 * Make sure that there are keys, and that they last.
	 * @return these keys
	 * @throws MissingQStashSigningKeyException if there are none
	 */
	ConfiguredSigningKeys required() {
		if (isEmpty()) {
			throw new MissingQStashSigningKeyException();
		}
		if (this.account != null && this.account.next() == null) {
			logger.warn("Only the current signing key of QStash is known: after the next rotation of the keys all "
					+ "deliveries will be rejected. Set 'qstash.next-signing-key' as well");
		}
		return this;
	}

	boolean isEmpty() {
		return this.account == null && this.regions.isEmpty();
	}

	@Override
	public SigningKeys forRegion(@Nullable String region) {
		SigningKeys keys = regional(region);
		if (keys == null) {
			keys = this.account;
		}
		return (keys != null) ? keys : this.regions.values().iterator().next();
	}

	/**
	 * Return the keys that are configured for a region which the token does not belong
	 * to: QStash does not tell them who has this token.
	 * @param region the region that a delivery says it comes from
	 * @return the keys, or {@code null} if there are none or it is the region of the
	 * token
	 */
	@Nullable SigningKeys ofOtherRegion(@Nullable String region) {
		boolean other = region != null && !name(region).equals(this.tokenRegion);
		return other ? regional(region) : null;
	}

	private @Nullable SigningKeys regional(@Nullable String region) {
		return (region != null && !this.regions.isEmpty()) ? this.regions.get(name(region)) : null;
	}

	private static String name(String region) {
		return region.toUpperCase(Locale.ROOT).replace('-', '_');
	}

}
