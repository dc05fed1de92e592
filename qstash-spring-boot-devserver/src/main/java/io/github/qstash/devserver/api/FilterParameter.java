package io.github.qstash.devserver.api;

import java.util.List;

import io.github.qstash.devserver.engine.MessageField;

/**
 * What messages can be chosen by, and how the wire calls it. Several values are one
 * parameter repeated, or separated by commas.
 */
enum FilterParameter {

	MESSAGE_ID(MessageField.MESSAGE_ID, ",", "messageId"), MESSAGE_IDS(MessageField.MESSAGE_ID, ",", "messageIds"),
	// a comma may be part of a URL or a path
	URL(MessageField.URL, ",(?=https?://)", "url"), PATH(MessageField.PATH, ",(?=/)", "path"),
	HOST(MessageField.HOST, ",", "host"), URL_GROUP(MessageField.URL_GROUP, ",", "topicName"),
	SCHEDULE(MessageField.SCHEDULE, ",", "scheduleId"), QUEUE(MessageField.QUEUE, ",", "queueName"),
	CALLER_IP(MessageField.CALLER_IP, ",", "callerIp", "callerIP"), LABEL(MessageField.LABEL, ",", "label"),
	FLOW_CONTROL_KEY(MessageField.FLOW_CONTROL_KEY, ",", "flowControlKey");

	private final MessageField field;

	private final String separator;

	private final List<String> names;

	FilterParameter(MessageField field, String separator, String... names) {
		this.field = field;
		this.separator = separator;
		this.names = List.of(names);
	}

	MessageField field() {
		return this.field;
	}

	// Its name, and other spellings.
	List<String> names() {
		return this.names;
	}

	List<String> values(RawQuery query) {
		return query.all(this.names, this.separator);
	}

}
