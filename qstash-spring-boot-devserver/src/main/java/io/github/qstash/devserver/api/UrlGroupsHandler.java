package io.github.qstash.devserver.api;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

import io.github.qstash.devserver.engine.Command;
import io.github.qstash.devserver.engine.Endpoint;
import io.github.qstash.devserver.engine.EndpointSelector;
import io.github.qstash.devserver.engine.UrlGroup;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import tools.jackson.databind.JsonNode;

/**
 * URL groups, which the wire calls topics.
 */
final class UrlGroupsHandler {

	Mono<Answer> list(ApiRequest request) {
		return request.account()
			.submit(new Command.ListUrlGroups())
			.map((groups) -> Answer.json(groups.stream().map(UrlGroupsHandler::json).toList()));
	}

	Mono<Answer> get(ApiRequest request) {
		return request.account()
			.submit(new Command.GetUrlGroup(request.path("name")))
			.map((group) -> Answer.json(json(group)));
	}

	Mono<Answer> upsertEndpoints(ApiRequest request) {
		List<Endpoint> endpoints = endpoints(request, (item) -> {
			String url = text(item, "url");
			if (url == null) {
				throw ApiException.badRequest("every endpoint must have a url");
			}
			return new Endpoint(DestinationReader.withoutFragment(url), text(item, "name"));
		});
		return request.account()
			.submit(new Command.UpsertEndpoints(request.path("name"), endpoints))
			.thenReturn(Answer.empty());
	}

	Mono<Answer> removeEndpoints(ApiRequest request) {
		List<EndpointSelector> endpoints = endpoints(request, (item) -> {
			EndpointSelector endpoint = new EndpointSelector(text(item, "url"), text(item, "name"));
			if (endpoint.url() == null && endpoint.name() == null) {
				throw ApiException.badRequest("every endpoint must have a name or a url");
			}
			return endpoint;
		});
		return request.account()
			.submit(new Command.RemoveEndpoints(request.path("name"), endpoints))
			.thenReturn(Answer.empty());
	}

	/**
	 * Set the headers that are added to what is published to a group.
	 * @param request the request
	 * @return nothing
	 */
	Mono<Answer> setHeaders(ApiRequest request) {
		JsonNode headers = Json.read(request.body()).path("headers");
		if (!headers.isObject()) {
			throw ApiException.badRequest("the request body must be a JSON object with an object 'headers'");
		}
		HeaderLines lines = new HeaderLines(JsonHeaders.read(headers, "a URL group"));
		// what is wrong is refused now, not when somebody publishes
		MessageReader.read(lines);
		Map<String, List<String>> values = new LinkedHashMap<>();
		lines.stream()
			.forEach((line) -> values.computeIfAbsent(line.name(), (name) -> new ArrayList<>()).add(line.value()));
		return request.account()
			.submit(new Command.SetGroupHeaders(request.path("name"), values))
			.thenReturn(Answer.empty());
	}

	Mono<Answer> delete(ApiRequest request) {
		return request.account().submit(new Command.DeleteUrlGroup(request.path("name"))).thenReturn(Answer.empty());
	}

	private static <T> List<T> endpoints(ApiRequest request, Function<JsonNode, T> reader) {
		JsonNode items = Json.read(request.body()).path("endpoints");
		if (!items.isArray()) {
			throw ApiException.badRequest("the request body must be a JSON object with an array 'endpoints'");
		}
		List<T> endpoints = new ArrayList<>(items.size());
		items.forEach((item) -> endpoints.add(reader.apply(item)));
		return endpoints;
	}

	private static @Nullable String text(JsonNode item, String field) {
		JsonNode value = item.path(field);
		if (value.isMissingNode() || value.isNull()) {
			return null;
		}
		if (!value.isString()) {
			throw ApiException.badRequest("the " + field + " of an endpoint must be a string");
		}
		return value.stringValue().isEmpty() ? null : value.stringValue();
	}

	private static Map<String, Object> json(UrlGroup group) {
		Map<String, Object> json = new JsonFields().put("name", group.name())
			.putMillis("createdAt", group.createdAt())
			.putMillis("updatedAt", group.updatedAt())
			.toMap();
		// SDKs read it even when it is empty
		json.put("endpoints", group.endpoints().stream().map(UrlGroupsHandler::json).toList());
		if (!group.headers().isEmpty()) {
			json.put("headers", group.headers());
		}
		return json;
	}

	private static Map<String, Object> json(Endpoint endpoint) {
		return new JsonFields().put("name", endpoint.name()).put("url", endpoint.url()).toMap();
	}

}
