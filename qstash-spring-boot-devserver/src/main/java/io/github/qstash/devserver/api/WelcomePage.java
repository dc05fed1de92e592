package io.github.qstash.devserver.api;

/**
 * What a browser is shown that opens the server's address.
 */
final class WelcomePage {

	static final String TEXT = """
			QStash development server

			This is a QStash for development and tests, in memory only and for this machine only.
			Its API is at /v2, for example:

			  POST /v2/publish/http://localhost:8080/path   with 'Authorization: Bearer <token>'
			  GET  /v2/logs

			Documentation of the API: https://upstash.com/docs/qstash
			""";

	private WelcomePage() {
	}

}
