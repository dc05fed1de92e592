package io.github.qstash.autoconfigure;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

import io.github.qstash.autoconfigure.QStashProperties.Region;
import io.github.qstash.signature.SigningKeys;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.core.env.Environment;
import org.springframework.util.StringUtils;

/**
 * Connection details from {@code qstash.*}. A blank value is as good as none: an empty
 * environment variable is how many platforms say "not set".
 * <p>
 * With {@code qstash.region}, URL and token are those of the region, if both are there,
 * and deliveries of each region are verified with its signing keys, if both are there.
 * This is how QStash's official clients do it too.
 */
class PropertiesQStashConnectionDetails implements QStashConnectionDetails {

	private static final Log logger = LogFactory.getLog(PropertiesQStashConnectionDetails.class);

	private final QStashProperties properties;

	private final @Nullable String url;

	private final @Nullable String token;

	private final @Nullable QStashRegion region;

	private final Map<String, SigningKeys> regionalSigningKeys = new LinkedHashMap<>();

	PropertiesQStashConnectionDetails(QStashProperties properties, Environment environment) {
		this.properties = properties;
		String regionUrl = null;
		String regionToken = null;
		String name = textOrNull(properties.getRegion());
		if (name != null) {
			QStashRegion region = QStashRegion.of(name);
			Region configured = properties.getRegions().getOrDefault(region.id(), new Region());
			regionUrl = orElse(configured.getUrl(), environment.getProperty(region.variable("URL")));
			regionToken = orElse(configured.getToken(), environment.getProperty(region.variable("TOKEN")));
			if (regionUrl == null || regionToken == null) {
				logger.warn("'qstash.region' is " + name + ", but URL and token of this region are not both set. Set "
						+ region.variable("URL") + " and " + region.variable("TOKEN") + ", or 'qstash.regions."
						+ region.id() + ".url' and '.token'. 'qstash.url' and 'qstash.token' are used instead");
			}
			addSigningKeys(region, environment);
			Arrays.stream(QStashRegion.values())
				.filter((other) -> other != region)
				.forEach((other) -> addSigningKeys(other, environment));
		}
		boolean regional = regionUrl != null && regionToken != null;
		this.region = (regional && name != null) ? QStashRegion.of(name) : null;
		this.url = regional ? regionUrl : textOrNull(properties.getUrl());
		this.token = regional ? regionToken : textOrNull(properties.getToken());
		if (this.token != null && !this.token.matches("[!-~]+")) {
			throw new InvalidQStashTokenException(
					(this.region != null) ? "qstash.regions." + this.region.id() + ".token" : "qstash.token");
		}
	}

	private void addSigningKeys(QStashRegion region, Environment environment) {
		Region configured = this.properties.getRegions().getOrDefault(region.id(), new Region());
		String current = orElse(configured.getCurrentSigningKey(),
				environment.getProperty(region.variable("CURRENT_SIGNING_KEY")));
		String next = orElse(configured.getNextSigningKey(),
				environment.getProperty(region.variable("NEXT_SIGNING_KEY")));
		if (current != null && next != null) {
			this.regionalSigningKeys.put(region.name(), SigningKeys.of(current, next));
		}
		else if (current != null || next != null) {
			logger.warn("Only one signing key of the region " + region + " is set, and is not used. Set "
					+ region.variable("CURRENT_SIGNING_KEY") + " and " + region.variable("NEXT_SIGNING_KEY")
					+ ", or 'qstash.regions." + region.id() + ".current-signing-key' and '.next-signing-key'");
		}
	}

	@Override
	public String getUrl() {
		return Objects.requireNonNullElse(this.url, DEFAULT_URL);
	}

	@Override
	public @Nullable String getRegion() {
		return (this.region != null) ? this.region.name() : null;
	}

	@Override
	public @Nullable String getToken() {
		return this.token;
	}

	@Override
	public @Nullable String getCurrentSigningKey() {
		return textOrNull(this.properties.getCurrentSigningKey());
	}

	@Override
	public @Nullable String getNextSigningKey() {
		return textOrNull(this.properties.getNextSigningKey());
	}

	@Override
	public Map<String, SigningKeys> getRegionalSigningKeys() {
		return this.regionalSigningKeys;
	}

	private static @Nullable String orElse(@Nullable String value, @Nullable String other) {
		String text = textOrNull(value);
		return (text != null) ? text : textOrNull(other);
	}

	private static @Nullable String textOrNull(@Nullable String value) {
		return StringUtils.hasText(value) ? value.strip() : null;
	}

}
