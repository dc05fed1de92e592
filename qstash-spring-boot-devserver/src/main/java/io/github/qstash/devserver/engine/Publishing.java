package io.github.qstash.devserver.engine;

import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;

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
		return publish(step, command.target(), command.spec(), null);
	}

	List<Receipt> publish(Step step, Target target, MessageSpec spec, @Nullable String scheduleId) {
		check(step.now(), target, spec);
		String deduplicationId = DeduplicationIds.of(target, spec);
		return addresses(target, scheduleId).map((address) -> publish(step, address, spec, deduplicationId)).toList();
	}

	// Refuse what cannot be published.
	void check(Instant now, Target target, MessageSpec spec) {
		if (target instanceof Target.UrlGroup group) {
			checkGroup(group.name());
		}
		else if (target instanceof Target.Url url) {
			HttpUrls.check(DESTINATION, url.url());
		}
		check(now, spec);
	}

	// Refuse options that no message can have.
	void check(Instant now, MessageSpec spec) {
		Admission.check(now, spec);
		if (spec.queue() != null) {
			this.queues.check(spec.queue());
		}
	}

	private void checkGroup(String name) {
		if (name.isEmpty()) {
			throw RefusedException.invalid("a non-empty destination must be provided");
		}
		if (!Names.hasValidCharacters(name)) {
			throw HttpUrls.withoutScheme(DESTINATION);
		}
		Names.checkLength("urlGroupName", name);
		this.urlGroups.get(name);
	}

	private Stream<Address> addresses(Target target, @Nullable String scheduleId) {
		if (target instanceof Target.UrlGroup group) {
			return this.urlGroups.get(group.name())
				.endpoints()
				.stream()
				.map((endpoint) -> new Address(endpoint.url(), group.name(), endpoint.name(), scheduleId));
		}
		return Stream.of(new Address(((Target.Url) target).url(), null, null, scheduleId));
	}

	private Receipt publish(Step step, Address address, MessageSpec spec, @Nullable String deduplicationId) {
		String url = (address.topicName() != null) ? address.url() : null;
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
