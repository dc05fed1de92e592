package io.github.qstash.devserver.engine;

import org.jspecify.annotations.Nullable;

/**
 * Where one message goes, and what sent it there.
 *
 * @param url absolute http or https URL
 * @param topicName URL group that it goes through, if any
 * @param endpointName name of its endpoint within that group, if any
 * @param scheduleId schedule that produced it, if any
 */
record Address(String url, @Nullable String topicName, @Nullable String endpointName, @Nullable String scheduleId) {

	static Address of(MessageView message) {
		return new Address(message.url(), message.topicName(), message.endpointName(), message.scheduleId());
	}

}
