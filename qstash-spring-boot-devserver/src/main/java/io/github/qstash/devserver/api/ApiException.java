package io.github.qstash.devserver.api;

/**
 * Ends the handling of a request with a status and the text of the error object.
 */
final class ApiException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	private final int status;

	private ApiException(int status, String error) {
		// an answer, not a defect: nobody will read the stack trace
		super(error, null, false, false);
		this.status = status;
	}

	static ApiException badRequest(String error) {
		return new ApiException(400, error);
	}

	static ApiException unauthorized(String error) {
		return new ApiException(401, error);
	}

	static ApiException forbidden(String error) {
		return new ApiException(403, error);
	}

	static ApiException notFound(String error) {
		return new ApiException(404, error);
	}

	static ApiException tooLarge(String error) {
		return new ApiException(413, error);
	}

	static ApiException targetTooLong(String error) {
		return new ApiException(414, error);
	}

	static ApiException headersTooLarge(String error) {
		return new ApiException(431, error);
	}

	int status() {
		return this.status;
	}

	String error() {
		return String.valueOf(getMessage());
	}

}
