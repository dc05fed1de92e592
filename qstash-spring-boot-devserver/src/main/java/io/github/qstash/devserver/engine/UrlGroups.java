package io.github.qstash.devserver.engine;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The URL groups by name.
 */
final class UrlGroups {

	static final int MAX_ENDPOINTS = 100;

	private final Map<String, UrlGroup> groups = new LinkedHashMap<>();

	UrlGroup get(String name) {
		UrlGroup group = this.groups.get(name);
		if (group == null) {
			throw RefusedException.notFound("topic " + name + " not found");
		}
		return group;
	}

	List<UrlGroup> list() {
		return List.copyOf(this.groups.values());
	}

	Done delete(String name) {
		this.groups.remove(name);
		return Done.DONE;
	}

	Done upsert(Step step, Command.UpsertEndpoints command) {
		String name = command.group();
		Instant now = step.now();
		Names.check("urlGroupName", name);
		command.endpoints().forEach(UrlGroups::check);
		UrlGroup old = this.groups.getOrDefault(name, new UrlGroup(name, now, now, List.of(), Map.of()));
		List<Endpoint> endpoints = new ArrayList<>(old.endpoints());
		command.endpoints().forEach((addition) -> upsert(endpoints, addition));
		if (endpoints.size() > MAX_ENDPOINTS) {
			throw RefusedException.invalid("invalid endpoints: the group would have " + endpoints.size()
					+ " endpoints, at most " + MAX_ENDPOINTS + " are allowed");
		}
		this.groups.put(name, old.with(now, endpoints));
		return Done.DONE;
	}

	Done remove(Step step, Command.RemoveEndpoints command) {
		String name = command.group();
		UrlGroup old = get(name);
		List<EndpointSelector> selectors = command.endpoints();
		selectors.forEach(UrlGroups::check);
		List<Endpoint> endpoints = new ArrayList<>(old.endpoints());
		endpoints.removeIf((endpoint) -> selectors.stream().anyMatch((selector) -> selector.selects(endpoint)));
		if (endpoints.isEmpty()) {
			this.groups.remove(name);
		}
		else {
			this.groups.put(name, old.with(step.now(), endpoints));
		}
		return Done.DONE;
	}

	Done setHeaders(Step step, Command.SetGroupHeaders command) {
		this.groups.put(command.group(), get(command.group()).with(step.now(), command.headers()));
		return Done.DONE;
	}

	// The same name is the same endpoint, and so is the same URL: no URL is twice in a
	// group.
	private static void upsert(List<Endpoint> endpoints, Endpoint addition) {
		int index = indexOf(endpoints, addition);
		if (index < 0) {
			endpoints.add(addition);
			return;
		}
		String name = (addition.name() != null) ? addition.name() : endpoints.get(index).name();
		Endpoint updated = new Endpoint(addition.url(), name);
		endpoints.set(index, updated);
		endpoints.removeIf((endpoint) -> endpoint != updated && endpoint.url().equals(updated.url()));
	}

	private static int indexOf(List<Endpoint> endpoints, Endpoint addition) {
		int sameUrl = -1;
		for (int i = 0; i < endpoints.size(); i++) {
			Endpoint endpoint = endpoints.get(i);
			if (addition.name() != null && addition.name().equals(endpoint.name())) {
				return i;
			}
			if (endpoint.url().equals(addition.url())) {
				sameUrl = i;
			}
		}
		return sameUrl;
	}

	private static void check(Endpoint endpoint) {
		HttpUrls.check("endpoint", endpoint.url());
		if (endpoint.name() != null) {
			Names.checkLength("endpoint name", endpoint.name());
		}
	}

	private static void check(EndpointSelector selector) {
		if (selector.name() == null && selector.url() == null) {
			throw RefusedException.invalid("invalid endpoints: each needs a name or a url");
		}
	}

}
