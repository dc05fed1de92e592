package io.github.qstash.devserver.api;

import org.reactivestreams.Publisher;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;

/**
 * What the server has for people, besides the API. The rules about foreign hosts and
 * pages, and about sizes, have been checked before.
 *
 * @since 1.0.0
 */
public interface Pages {

	/**
	 * Return whether a request is for people. One that is not belongs to the API.
	 * @param request the request
	 * @return whether {@link #show} answers it
	 */
	boolean contain(HttpServerRequest request);

	/**
	 * Answer a request.
	 * @param request the request
	 * @param response the response
	 * @return completes when the response is sent; an error is answered as by the API
	 */
	Publisher<Void> show(HttpServerRequest request, HttpServerResponse response);

}
