package io.github.qstash.devserver.api;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

import io.github.qstash.devserver.runtime.Account;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Finds the account of a request. A token is the base64 of a JSON object with user and
 * password; another spelling of the same object is the same token.
 *
 * @since 1.0.0
 */
public final class AccessTokens {

	private static final String BEARER = "bearer ";

	private static final int MAX_LENGTH = 1024;

	private final Map<Credentials, Account> accounts = new LinkedHashMap<>();

	/**
	 * Let a token open an account.
	 * @param token the token
	 * @param account the account
	 * @return this object
	 */
	public AccessTokens add(String token, Account account) {
		Credentials credentials = Credentials.decode(token);
		if (credentials == null) {
			throw new IllegalArgumentException("The token is not the base64 of user and password");
		}
		this.accounts.put(credentials, account);
		return this;
	}

	/**
	 * Find the account of a request.
	 * @param headers headers of the request
	 * @param query query of the request
	 * @return the account
	 * @throws ApiException if there is no token, or one that opens nothing
	 */
	Account account(HeaderLines headers, RawQuery query) {
		String token = headers.first("Authorization")
			.filter((value) -> value.toLowerCase(Locale.ROOT).startsWith(BEARER))
			.map((value) -> value.substring(BEARER.length()).trim())
			.or(() -> query.first(RawQuery.TOKEN))
			.orElseThrow(
					() -> ApiException.unauthorized("unauthorized: no token, send 'Authorization: Bearer <token>'"));
		Credentials credentials = Credentials.decode(token);
		Account account = (credentials != null) ? this.accounts.get(credentials) : null;
		if (account == null) {
			throw ApiException.unauthorized("unauthorized: invalid token");
		}
		return account;
	}

	private record Credentials(String user, String password) {

		static @Nullable Credentials decode(String token) {
			if (token.length() > MAX_LENGTH) {
				return null;
			}
			try {
				byte[] json = Base64.getDecoder().decode(token.getBytes(StandardCharsets.ISO_8859_1));
				JsonNode node = Json.read(json);
				return new Credentials(node.path("UserID").asString(""), node.path("Password").asString(""));
			}
			catch (IllegalArgumentException | ApiException ex) {
				return null;
			}
		}

		@Override
		public String toString() {
			return "Credentials[" + this.user + "]";
		}

	}

}
