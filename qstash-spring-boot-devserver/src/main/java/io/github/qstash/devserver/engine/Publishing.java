package io.github.qstash.devserver.engine;

import java.util.List;

/**
 * Takes what is published: checks it, finds its endpoints, leaves out what was published
 * before.
 */
final class Publishing {

	private static final String DESTINATION = "destination";

	private final UrlGroups urlGroups;

	private final Deliveries deliveries;

	private final Deduplication deduplication = new Deduplication();

	Publishing(UrlGroups urlGroups, Deliveries deliveries) {
		this.urlGroups = urlGroups;
		this.deliveries = deliveries;
	}

	List<Receipt> publish(Step step, Command.Publish command) {
		MessageSpec spec = command.spec();
		if (command.target() instanceof Target.UrlGroup group) {
			List<Endpoint> endpoints = endpoints(group.name());
			Admission.check(step.now(), spec);
			return endpoints.stream()
				.map((endpoint) -> new Address(endpoint.url(), group.name(), endpoint.name(), null))
				.map((address) -> publish(step, address, spec))
				.toList();
		}
		String url = ((Target.Url) command.target()).url();
		HttpUrls.check(DESTINATION, url);
		Admission.check(step.now(), spec);
		return List.of(publish(step, new Address(url, null, null, null), spec));
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

	private Receipt publish(Step step, Address address, MessageSpec spec) {
		String url = (address.topicName() != null) ? address.url() : null;
		String deduplicationId = spec.deduplicationId();
		if (deduplicationId == null) {
			return new Receipt(this.deliveries.accept(step, address, spec), url, false);
		}
		String earlier = this.deduplication.earlier(step.now(), deduplicationId, url);
		if (earlier != null) {
			return new Receipt(earlier, url, true);
		}
		String messageId = this.deliveries.accept(step, address, spec);
		this.deduplication.remember(step.now(), deduplicationId, url, messageId);
		return new Receipt(messageId, url, false);
	}

}
