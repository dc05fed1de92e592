package io.github.qstash.devserver;

import java.util.List;

/**
 * A random URL, legal or as people write it.
 *
 * @param given what is given as destination
 * @param meant what is called, each character that a URL cannot hold percent-encoded
 */
record RandomUrl(String given, String meant) {

	private static final List<Part> SCHEMES = List.of(same("http://"), same("https://"), same("HTTP://"),
			same("Https://"));

	private static final List<Part> USERS = List.of(same(""), same(""), same("user@"), same("user:pa%20ss@"),
			part("us er:ü@", "us%20er:%C3%BC@"));

	private static final List<Part> HOSTS = List.of(same("example.com"), same("EXAMPLE.com."), same("x"),
			same("a_b.example"), same("127.0.0.1"), same("[::1]"), same("[2001:db8::a]"),
			part("bücher.example", "xn--bcher-kva.example"));

	private static final List<Part> PORTS = List.of(same(""), same(""), same(":1"), same(":8080"), same(":65535"));

	private static final List<Part> PIECES = List.of(same("a"), same("Z0"), same("-._~"), same("!$&'()*+,;=:@"),
			same("/"), same("//"), same("/."), same("/.."), same("%2F"), same("%2f"), same("%00"), same("%C3%BC"),
			same("https://b.example/"), part("%;", "%25;"), part("%zz", "%25zz"), part(" ", "%20"), part("ü", "%C3%BC"),
			part("😀", "%F0%9F%98%80"), part("{id}", "%7Bid%7D"), part("\"<>\\^`|", "%22%3C%3E%5C%5E%60%7C"));

	private static final List<Part> OF_A_QUERY = List.of(same("&"), same("&&"), same("="), same("?"), same("[]"),
			same("x=1&y=2"), same("&x-upstash-retries=5&"), same("callback=https://c.example?d"));

	private static final List<Part> FRAGMENTS = List.of(same(""), same(""), part("#", ""), part("#/a?ü", ""));

	static RandomUrl next(RandomText random) {
		RandomUrl origin = new RandomUrl("", "").and(random, SCHEMES)
			.and(random, USERS)
			.and(random, HOSTS)
			.and(random, PORTS);
		return random.chance(4) ? origin.and(random, FRAGMENTS)
				: origin.path(random).query(random).and(random, FRAGMENTS);
	}

	/** A random path and query at an origin. */
	static RandomUrl at(String origin, RandomText random) {
		return new RandomUrl(origin, origin).path(random).query(random).and(random, FRAGMENTS);
	}

	private RandomUrl path(RandomText random) {
		RandomUrl path = and(same("/"));
		for (int i = random.number(0, 5); i > 0; i--) {
			path = path.and(random.chance(10) ? part("[]", "%5B%5D") : random.oneOf(PIECES));
		}
		return path;
	}

	private RandomUrl query(RandomText random) {
		if (random.chance(3)) {
			return this;
		}
		RandomUrl query = and(same("?"));
		for (int i = random.number(0, 5); i > 0; i--) {
			query = query.and(random.oneOf(random.chance(2) ? OF_A_QUERY : PIECES));
		}
		return query;
	}

	private RandomUrl and(RandomText random, List<Part> parts) {
		return and(random.oneOf(parts));
	}

	private RandomUrl and(Part part) {
		return new RandomUrl(this.given + part.given(), this.meant + part.meant());
	}

	private static Part same(String text) {
		return part(text, text);
	}

	private static Part part(String given, String meant) {
		return new Part(given, meant);
	}

	private record Part(String given, String meant) {

	}

}
