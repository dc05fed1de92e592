package io.github.qstash.client;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

import io.github.qstash.message.ApiProvider;
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

	private static final List<String> TRACE_HEADERS = List.of(QStashHeaders.FORWARD_PREFIX + "traceparent",
			QStashHeaders.FORWARD_PREFIX + "b3", QStashHeaders.FORWARD_PREFIX + "X-B3-TraceId");

	private final List<QStashMessageCustomizer> lastCustomizerFirst;

	private final JsonMapper jsonMapper;

	private final QStashPublicUrl publicUrl;

	private final boolean generateIds;

	private final LocalDestinations localDestinations;

	private final DeduplicationIds ids = new DeduplicationIds();

	MessagePreparation(List<QStashMessageCustomizer> customizers, JsonMapper jsonMapper, QStashPublicUrl publicUrl,
			boolean generateIds, LocalDestinations localDestinations) {
		this.lastCustomizerFirst = new ArrayList<>(customizers);
		Collections.reverse(this.lastCustomizerFirst);
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
		String id = message.deduplicationId();
		boolean ownId = (id != null) ? this.ids.isOwn(id) : generatesIdFor(message);
		if (id == null && ownId) {
			headers.add(QStashHeaders.DEDUPLICATION_ID, this.ids.next());
		}
		boolean repeatable = ownId || isRecognised(message);
		String destination = message.destination().resolve(this.publicUrl);
		this.localDestinations.check(destination);
		return new OutgoingMessage(destination, message.queue(), headers, body, ownId, repeatable,
				takesTrace(message, headers));
	}

	/**
	 * Return a message with the id that is generated for it, if it needs one.
	 * @param given the message
	 * @return the message, or one with an id
	 */
	QStashMessage identified(QStashMessage given) {
		return generatesIdFor(withDefaults(given)) ? given.toBuilder().deduplicationId(this.ids.next()).build() : given;
	}

	private boolean generatesIdFor(QStashMessage message) {
		return this.generateIds && !isRecognised(message);
	}

	private static boolean isRecognised(QStashMessage message) {
		return message.deduplicationId() != null || message.contentBasedDeduplication();
	}

	// An id that is computed from the content changes with each trace, providers of
	// others have no use for it, and two traces must not be mixed.
	private static boolean takesTrace(QStashMessage message, MessageHeaders headers) {
		boolean byContent = message.contentBasedDeduplication() && message.deduplicationId() == null;
		boolean hasOne = headers.containsAny(TRACE_HEADERS);
		return !byContent && !hasOne && !(message.destination() instanceof ApiProvider);
	}

	private QStashMessage withDefaults(QStashMessage message) {
		QStashMessage complete = message;
		for (QStashMessageCustomizer customizer : this.lastCustomizerFirst) {
			QStashMessage.Builder defaults = QStashMessage.builder();
			customizer.customize(message, defaults);
			complete = complete.withDefaults(defaults);
		}
		return complete;
	}

}
