package io.github.qstash.autoconfigure;

import org.jspecify.annotations.Nullable;

import org.springframework.util.StringUtils;

/**
 * Connection details from {@code qstash.*}. A blank value is as good as none: an empty
 * environment variable is how many platforms say "not set".
 */
class PropertiesQStashConnectionDetails implements QStashConnectionDetails {

	private final QStashProperties properties;

	PropertiesQStashConnectionDetails(QStashProperties properties) {
		this.properties = properties;
	}

	@Override
	public String getUrl() {
		String url = textOrNull(this.properties.getUrl());
		return (url != null) ? url : DEFAULT_URL;
	}

	@Override
	public @Nullable String getToken() {
		return textOrNull(this.properties.getToken());
	}

	@Override
	public @Nullable String getCurrentSigningKey() {
		return textOrNull(this.properties.getCurrentSigningKey());
	}

	@Override
	public @Nullable String getNextSigningKey() {
		return textOrNull(this.properties.getNextSigningKey());
	}

	private static @Nullable String textOrNull(@Nullable String value) {
		return StringUtils.hasText(value) ? value.strip() : null;
	}

}
