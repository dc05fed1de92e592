package io.github.qstash.autoconfigure;

import java.util.function.Consumer;

import io.github.qstash.client.QStashMessageCustomizer;
import io.github.qstash.message.FlowControl;
import io.github.qstash.message.InvalidMessageException;
import io.github.qstash.message.QStashMessage;
import org.jspecify.annotations.Nullable;

/**
 * Defaults from {@code qstash.publish.*}. They are tried once at startup, so that a wrong
 * one is found before the first message.
 */
class PropertiesMessageCustomizer implements QStashMessageCustomizer {

	private final QStashProperties.Publish properties;

	PropertiesMessageCustomizer(QStashProperties.Publish properties) {
		this.properties = properties;
		apply(QStashMessage.builder());
	}

	@Override
	public void customize(QStashMessage message, QStashMessage.Builder defaults) {
		apply(defaults);
	}

	private void apply(QStashMessage.Builder defaults) {
		set("retries", this.properties.getRetries(), defaults::retries);
		set("retry-delay", this.properties.getRetryDelay(), defaults::retryDelay);
		set("timeout", this.properties.getTimeout(), defaults::timeout);
		set("callback", this.properties.getCallback(), (callback) -> defaults.callback(callback));
		set("failure-callback", this.properties.getFailureCallback(), (callback) -> defaults.failureCallback(callback));
		set("labels", this.properties.getLabels(), (labels) -> defaults.label(labels.toArray(String[]::new)));
		// a value may be a secret, so that only the name is shown when it is wrong
		this.properties.getHeaders()
			.forEach((name, value) -> set("headers", name, (header) -> defaults.header(header, value)));
		set("flow-control.key", this.properties.getFlowControl().getKey(),
				(key) -> defaults.flowControl(flowControl(key, this.properties.getFlowControl())));
	}

	private static <V> void set(String name, @Nullable V value, Consumer<V> option) {
		PropertyOption.set("qstash.publish." + name, value, option);
	}

	private static FlowControl flowControl(String key, QStashProperties.Publish.FlowControl properties) {
		Integer rate = properties.getRate();
		Integer parallelism = properties.getParallelism();
		if (rate != null) {
			FlowControl limited = FlowControl.ofRate(key, rate, properties.getPeriod());
			return (parallelism != null) ? limited.andParallelism(parallelism) : limited;
		}
		if (parallelism == null) {
			throw new InvalidMessageException("flowControl", "must have a rate or a parallelism besides its key");
		}
		return FlowControl.ofParallelism(key, parallelism);
	}

}
