package io.github.qstash.devserver.runtime;

/**
 * What a test calls a destination: a path such as {@code /shipments}, at any host, or a
 * URL. Without a query it stands for any query.
 *
 * @since 1.0.0
 */
public final class TargetUrl {

	private TargetUrl() {
	}

	/**
	 * Refuse what can never match.
	 * @param target path or URL
	 */
	public static void check(String target) {
		if (!target.startsWith("/") && !target.contains("://")) {
			throw new IllegalArgumentException(
					"A target must be a path such as /shipments or a URL but was '" + target + "'");
		}
	}

	/**
	 * Return whether a destination is meant.
	 * @param target path or URL
	 * @param url where it is, as a URL
	 * @return whether it is
	 */
	public static boolean matches(String target, String url) {
		String withQuery = target.startsWith("/") ? path(url) : url;
		return target.equals(withQuery) || target.equals(withoutQuery(withQuery));
	}

	/**
	 * Return the path of a destination.
	 * @param url where it is, as a URL
	 * @return path and query, {@code /} if there is none
	 */
	public static String path(String url) {
		int start = url.indexOf('/', url.indexOf("://") + "://".length());
		return (start < 0) ? "/" : url.substring(start);
	}

	private static String withoutQuery(String url) {
		int query = url.indexOf('?');
		return (query < 0) ? url : url.substring(0, query);
	}

}
