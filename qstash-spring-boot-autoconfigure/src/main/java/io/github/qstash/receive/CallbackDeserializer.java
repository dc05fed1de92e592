package io.github.qstash.receive;

import java.nio.charset.StandardCharsets;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.databind.BeanProperty;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.JavaType;
import tools.jackson.databind.ValueDeserializer;

/**
 * Reads callbacks, and in them the body of the message that they are about.
 */
final class CallbackDeserializer extends ValueDeserializer<QStashCallback<?>> {

	private static final Log logger = LogFactory.getLog(QStashReceiver.class);

	private final @Nullable JavaType type;

	CallbackDeserializer() {
		this(null);
	}

	private CallbackDeserializer(@Nullable JavaType type) {
		this.type = type;
	}

	@Override
	public ValueDeserializer<?> createContextual(DeserializationContext context, @Nullable BeanProperty property) {
		return new CallbackDeserializer(context.getContextualType());
	}

	@Override
	public QStashCallback<?> deserialize(JsonParser parser, DeserializationContext context) {
		CallbackReport report;
		try {
			report = CallbackReport.of(context.readTree(parser));
		}
		catch (IllegalArgumentException ex) {
			return context.reportInputMismatch(this, "%s", ex.getMessage());
		}
		Object sourceBody = sourceBody(report, context);
		return (this.type != null && this.type.isTypeOrSubTypeOf(QStashFailureCallback.class))
				? new QStashFailureCallback<>(report, sourceBody) : new QStashCallback<>(report, sourceBody);
	}

	private @Nullable Object sourceBody(CallbackReport report, DeserializationContext context) {
		byte[] body = report.sourceBody();
		JavaType bodyType = (this.type != null) ? this.type.containedTypeOrUnknown(0) : null;
		if (bodyType == null || bodyType.hasRawClass(byte[].class)) {
			return body;
		}
		if (bodyType.hasRawClass(String.class)) {
			return new String(body, StandardCharsets.UTF_8);
		}
		if (body.length == 0) {
			return null;
		}
		try (JsonParser parser = context.tokenStreamFactory().createParser(context, body)) {
			parser.nextToken();
			return context.readValue(parser, bodyType);
		}
		catch (JacksonException ex) {
			if (!PayloadDecoder.isWrongPayload(ex)) {
				throw ex;
			}
			// why the message has failed, perhaps: the callback must not fail of it, too
			logger.warn("The body of message '" + LogText.of(report.sourceMessageId())
					+ "', of which a callback tells, " + "cannot be decoded as " + bodyType.toCanonical() + " ("
					+ ex.getClass().getSimpleName() + ")");
			return null;
		}
	}

}
