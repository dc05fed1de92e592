package io.github.qstash.autoconfigure;

import java.util.Objects;

import io.github.qstash.autoconfigure.QStashProperties.Region;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.core.env.Environment;
import org.springframework.util.StringUtils;

/**
 * Connection details from {@code qstash.*}. A blank value is as good as none: an empty
 * environment variable is how many platforms say "not set".
 * <p>
 * With {@code qstash.region}, URL and token are those of the region, if both are there.
 * This is how QStash's official clients do it too.
 */
class PropertiesQStashConnectionDetails implements QStashConnectionDetails {

	private static final Log logger = LogFactory.getLog(PropertiesQStashConnectionDetails.class);

	private final QStashProperties properties;

	private final @Nullable String url;

	private final @Nullable String token;

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
		}
		boolean regional = regionUrl != null && regionToken != null;
		this.url = regional ? regionUrl : textOrNull(properties.getUrl());
		this.token = regional ? regionToken : textOrNull(properties.getToken());
		if (this.token != null && !this.token.matches("[!-~]+")) {
			throw new InvalidQStashTokenException(regional ? "qstash.regions." + name + ".token" : "qstash.token");
		}
	}

	@Override
	public String getUrl() {
		return Objects.requireNonNullElse(this.url, DEFAULT_URL);
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

	private static @Nullable String orElse(@Nullable String value, @Nullable String other) {
		String text = textOrNull(value);
		return (text != null) ? text : textOrNull(other);
	}

	private static @Nullable String textOrNull(@Nullable String value) {
		return StringUtils.hasText(value) ? value.strip() : null;
	}

}
