package io.github.qstash.client;

import java.util.List;

import io.github.qstash.message.DeliveryMethod;
import io.github.qstash.message.QStashHeaders;
import io.github.qstash.message.QStashMessage;
import io.github.qstash.message.QStashPublicUrl;
import tools.jackson.databind.json.JsonMapper;

/**
 * Makes a message ready to be sent: defaults, destination, body, headers and the
 * deduplication id that makes it safe to send it again. What is wrong with a message is
 * found here, before anything is sent.
 */
final class MessagePreparation {

	private final List<QStashMessageCustomizer> customizers;

	private final JsonMapper jsonMapper;

	private final QStashPublicUrl publicUrl;

	private final boolean generateIds;

	private final LocalDestinations localDestinations;

	private final DeduplicationIds ids = new DeduplicationIds();

	MessagePreparation(List<QStashMessageCustomizer> customizers, JsonMapper jsonMapper, QStashPublicUrl publicUrl,
			boolean generateIds, LocalDestinations localDestinations) {
		this.customizers = List.copyOf(customizers);
		this.jsonMapper = jsonMapper;
		this.publicUrl = publicUrl;
		this.generateIds = generateIds;
		this.localDestinations = localDestinations;
	}

	OutgoingMessage prepare(QStashMessage given) {
		QStashMessage message = withDefaults(given);
		MessageBody body = MessageBody.of(message, this.jsonMapper);
		MessageHeaders headers = new MessageHeaders();
		if (body.contentType() != null) {
			headers.add("Content-Type", body.contentType());
		}
		message.forEachHeader(this.publicUrl, headers::add);
		// like the official client, so that no header stored with a URL group decides
		headers.addIfAbsent(QStashHeaders.METHOD, DeliveryMethod.POST.name());
		boolean recognised = message.deduplicationId() != null || message.contentBasedDeduplication();
		boolean ownId = !recognised && this.generateIds;
		if (ownId) {
			headers.add(QStashHeaders.DEDUPLICATION_ID, this.ids.next());
		}
		String destination = message.destination().resolve(this.publicUrl);
		this.localDestinations.check(destination);
		return new OutgoingMessage(destination, message.queue(), headers, body, ownId, recognised || ownId);
	}

	private QStashMessage withDefaults(QStashMessage message) {
		if (this.customizers.isEmpty()) {
			return message;
		}
		QStashMessage.Builder defaults = QStashMessage.builder();
		this.customizers.forEach((customizer) -> customizer.customize(message, defaults));
		return message.withDefaults(defaults);
	}

}
