package io.github.qstash.receive;

/**
 * How strictly the URL that QStash signed is compared with the URL at which the delivery
 * arrived. It keeps a genuine delivery from being replayed to another endpoint.
 *
 * @since 1.0.0
 * @see <a href="https://upstash.com/docs/qstash/howto/signature">QStash: verify
 * signatures</a>
 */
public enum UrlCheck {

	/**
	 * Like {@link #FULL} if the public URL of the application is known. If it is not, the
	 * signed path must end with the path of the request, and the queries must be equal:
	 * works without configuration behind every proxy that keeps or shortens paths. A
	 * delivery to {@code /qstash/orders} is then also taken at {@code /orders}, and one
	 * to another installation with the same keys is taken here: set the public URL in
	 * production.
	 */
	AUTO,

	/**
	 * The signed URL must be the public URL of the application, followed by the path and
	 * query of the request. The application does not start if its public URL is not
	 * known. Where forwarded headers are used, the outermost proxy must not let a
	 * client's {@code X-Forwarded-Prefix} through.
	 */
	FULL,

	/**
	 * The signed URL is not looked at: whoever sees a delivery can send it to every other
	 * endpoint with the same keys, for as long as its signature is valid.
	 */
	OFF

}
