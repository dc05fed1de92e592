package io.github.qstash.devserver.engine;

import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class UrlGroupsTests {

	private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

	private static final Endpoint A = new Endpoint("https://a.example", "a");

	private static final Endpoint B = new Endpoint("https://b.example", null);

	private final UrlGroups groups = new UrlGroups();

	@Test
	void endpointsAreAddedInOrder() {
		upsert(0, A);
		upsert(5, B);
		assertThat(this.groups.get("g"))
			.isEqualTo(new UrlGroup("g", START, START.plusSeconds(5), List.of(A, B), Map.of()));
		assertThat(this.groups.list()).containsExactly(this.groups.get("g"));
	}

	@Test
	void theSameNameGetsTheNewUrl() {
		upsert(0, A, B);
		upsert(1, new Endpoint("https://new.example", "a"));
		assertThat(endpoints()).containsExactly(new Endpoint("https://new.example", "a"), B);
	}

	@Test
	void theSameUrlGetsTheNewName() {
		upsert(0, A, B);
		upsert(1, new Endpoint(B.url(), "b"), new Endpoint(A.url(), null));
		assertThat(endpoints()).containsExactly(A, new Endpoint(B.url(), "b"));
	}

	@Test
	void noUrlIsTwiceInAGroup() {
		upsert(0, A, B);
		upsert(1, new Endpoint(B.url(), "a"));
		assertThat(endpoints()).containsExactly(new Endpoint(B.url(), "a"));
	}

	@Test
	void endpointsAreRemovedByNameOrUrlOrBoth() {
		upsert(0, A, B, new Endpoint("https://c.example", "c"));
		remove(new EndpointSelector(null, "a"), new EndpointSelector(B.url(), null),
				new EndpointSelector("https://c.example", "another"));
		assertThat(endpoints()).containsExactly(new Endpoint("https://c.example", "c"));
	}

	@Test
	void aGroupWithoutEndpointsIsDeleted() {
		upsert(0, A);
		remove(new EndpointSelector(A.url(), null));
		assertThat(this.groups.list()).isEmpty();
	}

	@Test
	void headersAreReplacedAndSurviveChangesOfTheEndpoints() {
		upsert(0, A);
		setHeaders(1, Map.of("upstash-retries", List.of("3"), "upstash-delay", List.of("5s")));
		setHeaders(2, Map.of("upstash-retries", List.of("5")));
		assertThat(this.groups.get("g")).isEqualTo(
				new UrlGroup("g", START, START.plusSeconds(2), List.of(A), Map.of("Upstash-Retries", List.of("5"))));
		upsert(3, B);
		remove(new EndpointSelector(null, "a"));
		assertThat(this.groups.get("g").headers()).isEqualTo(Map.of("Upstash-Retries", List.of("5")));
		setHeaders(4, Map.of());
		assertThat(this.groups.get("g").headers()).isEmpty();
	}

	@Test
	void noTextShowsHeaders() {
		upsert(0, A);
		Command.SetGroupHeaders command = new Command.SetGroupHeaders("g", Map.of("X", List.of("s3cret")));
		this.groups.setHeaders(step(0), command);
		assertThat(command + " " + this.groups.get("g")).doesNotContain("s3cret");
	}

	@Test
	void deletingIsPossibleTwice() {
		upsert(0, A);
		this.groups.delete("g");
		this.groups.delete("g");
		assertThat(this.groups.list()).isEmpty();
	}

	@Test
	void anUnknownGroupIsNotFound() {
		assertThatExceptionOfType(RefusedException.class).isThrownBy(() -> this.groups.get("g"))
			.withMessage("topic g not found");
		assertThatExceptionOfType(RefusedException.class).isThrownBy(() -> remove(new EndpointSelector(null, "a")))
			.withMessage("topic g not found");
		assertThatExceptionOfType(RefusedException.class).isThrownBy(() -> setHeaders(0, Map.of()))
			.withMessage("topic g not found")
			.satisfies((ex) -> assertThat(ex.kind()).isEqualTo(RefusedException.Kind.NOT_FOUND));
	}

	@Test
	void wrongInputIsRefusedAndChangesNothing() {
		upsert(0, A);
		refused(() -> upsert(1, B, new Endpoint("b.example", null)),
				"invalid endpoint url: endpoint has invalid scheme, add http:// or https://");
		refused(() -> upsert(1, new Endpoint("https://b.example", "n".repeat(256))),
				"invalid endpoint name: it has 256 characters, at most 255 are allowed");
		refused(() -> remove(new EndpointSelector(null, null)), "invalid endpoints: each needs a name or a url");
		refused(() -> upsert(1,
				IntStream.range(0, 100)
					.mapToObj((i) -> new Endpoint("https://example.com/" + i, null))
					.toArray(Endpoint[]::new)),
				"invalid endpoints: the group would have 101 endpoints, at most 100 are allowed");
		refused(() -> this.groups.upsert(step(0), new Command.UpsertEndpoints("a/b", List.of(A))),
				"invalid urlGroupName: only letters, digits, '-', '_' and '.' are allowed");
		assertThat(this.groups.list()).containsExactly(new UrlGroup("g", START, START, List.of(A), Map.of()));
	}

	private static void refused(Runnable action, String text) {
		assertThatExceptionOfType(RefusedException.class).isThrownBy(action::run)
			.withMessage(text)
			.satisfies((ex) -> assertThat(ex.kind()).isEqualTo(RefusedException.Kind.INVALID));
	}

	private void upsert(int second, Endpoint... endpoints) {
		this.groups.upsert(step(second), new Command.UpsertEndpoints("g", Arrays.asList(endpoints)));
	}

	private void remove(EndpointSelector... selectors) {
		this.groups.remove(step(0), new Command.RemoveEndpoints("g", Arrays.asList(selectors)));
	}

	private void setHeaders(int second, Map<String, List<String>> headers) {
		this.groups.setHeaders(step(second), new Command.SetGroupHeaders("g", headers));
	}

	private List<Endpoint> endpoints() {
		return this.groups.get("g").endpoints();
	}

	private static Step step(int second) {
		return new Step(START.plusSeconds(second), new Logs(EngineSettings.defaults()));
	}

}
