package io.github.qstash.devserver.api;

/**
 * Path and query of a request exactly as they came: a destination URL is part of the
 * path, so nothing may be decoded, collapsed or normalised before it has been cut out.
 *
 * @param path the raw path, starting with {@code /}
 * @param query the raw query
 */
record RequestTarget(String path, RawQuery query) {

	static RequestTarget parse(String target) {
		if (!target.startsWith("/")) {
			throw ApiException.badRequest("the request target must be a path that starts with /");
		}
		String text = WireText.decode(target);
		int question = text.indexOf('?');
		if (question < 0) {
			return new RequestTarget(text, RawQuery.of(null));
		}
		return new RequestTarget(text.substring(0, question), RawQuery.of(text.substring(question + 1)));
	}

}
