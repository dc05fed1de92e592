package io.github.qstash.devserver.api;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import io.github.qstash.devserver.engine.Command;
import io.github.qstash.devserver.engine.RefusedException;
import io.github.qstash.devserver.engine.Target;
import io.github.qstash.devserver.runtime.Account;
import reactor.core.publisher.Mono;

/**
 * Headers that a URL group adds to a request that publishes to it.
 *
 * @see <a href="https://upstash.com/docs/qstash/howto/webhook">QStash: webhooks</a>
 */
final class GroupHeaders {

	private GroupHeaders() {
	}

	/**
	 * Return the headers of the target.
	 * @param account whose groups are meant
	 * @param target the target
	 * @return its headers; none if it is no group, or one that does not exist
	 */
	static Mono<List<HeaderLines.Line>> of(Account account, Target target) {
		if (!(target instanceof Target.UrlGroup group)) {
			return Mono.just(List.of());
		}
		return account.submit(new Command.GetUrlGroup(group.name()))
			.map((found) -> lines(found.headers()))
			// publishing will say what is wrong with it
			.onErrorResume(RefusedException.class, (ex) -> Mono.just(List.of()));
	}

	private static List<HeaderLines.Line> lines(Map<String, List<String>> headers) {
		List<HeaderLines.Line> lines = new ArrayList<>();
		headers.forEach((name, values) -> values.forEach((value) -> lines.add(new HeaderLines.Line(name, value))));
		return lines;
	}

}
