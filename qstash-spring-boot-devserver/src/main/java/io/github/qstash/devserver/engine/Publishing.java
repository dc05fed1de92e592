package io.github.qstash.devserver.engine;

import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * Takes what is published: checks it, finds its endpoints, leaves out what was published
 * before.
 */
final class Publishing {

	private static final String DESTINATION = "destination";

	private final UrlGroups urlGroups;

	private final Queues queues;

	private final Deliveries deliveries;

	private final Deduplication deduplication = new Deduplication();

	Publishing(UrlGroups urlGroups, Queues queues, Deliveries deliveries) {
		this.urlGroups = urlGroups;
		this.queues = queues;
		this.deliveries = deliveries;
	}

	List<Receipt> publish(Step step, Command.Publish command) {
		MessageSpec spec = command.spec();
		if (command.target() instanceof Target.UrlGroup group) {
			List<Endpoint> endpoints = endpoints(group.name());
			check(step, spec);
			return endpoints.stream().map((endpoint) -> publish(step, group.name(), endpoint, spec)).toList();
		}
		String url = ((Target.Url) command.target()).url();
		HttpUrls.check(DESTINATION, url);
		check(step, spec);
		return List.of(publish(step, null, new Endpoint(url, null), spec));
	}

	private void check(Step step, MessageSpec spec) {
		Admission.check(step.now(), spec);
		if (spec.queue() != null) {
			this.queues.check(spec.queue());
		}
	}

	private List<Endpoint> endpoints(String group) {
		if (group.isEmpty()) {
			throw RefusedException.invalid("a non-empty destination must be provided");
		}
		if (!Names.hasValidCharacters(group)) {
			throw HttpUrls.withoutScheme(DESTINATION);
		}
		Names.checkLength("urlGroupName", group);
		return this.urlGroups.get(group).endpoints();
	}

	private Receipt publish(Step step, @Nullable String group, Endpoint endpoint, MessageSpec spec) {
		String url = (group != null) ? endpoint.url() : null;
		String deduplicationId = spec.deduplicationId();
		if (deduplicationId == null) {
			return new Receipt(this.deliveries.accept(step, group, endpoint, spec), url, false);
		}
		String earlier = this.deduplication.earlier(step.now(), deduplicationId, url);
		if (earlier != null) {
			return new Receipt(earlier, url, true);
		}
		String messageId = this.deliveries.accept(step, group, endpoint, spec);
		this.deduplication.remember(step.now(), deduplicationId, url, messageId);
		return new Receipt(messageId, url, false);
	}

}
