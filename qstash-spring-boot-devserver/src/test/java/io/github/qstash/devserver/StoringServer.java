package io.github.qstash.devserver;

import java.net.URI;
import java.net.UnknownHostException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Objects;

import io.github.qstash.devserver.api.AccessTokens;
import io.github.qstash.devserver.api.ApiServer;
import io.github.qstash.devserver.api.ApiSettings;
import io.github.qstash.devserver.dashboard.Dashboard;
import io.github.qstash.devserver.engine.Command;
import io.github.qstash.devserver.engine.Engine;
import io.github.qstash.devserver.engine.MessageView;
import io.github.qstash.devserver.runtime.Account;
import io.github.qstash.devserver.runtime.Control;
import io.github.qstash.devserver.runtime.EngineLoop;
import io.github.qstash.devserver.runtime.Faults;
import io.github.qstash.devserver.runtime.RandomIds;
import io.github.qstash.devserver.runtime.SentRequests;
import io.github.qstash.signature.SigningKeys;
import reactor.core.publisher.Mono;
import reactor.netty.resources.LoopResources;

/**
 * A development server that takes messages over HTTP and delivers none, so that what it
 * stored can be looked at: all of it, also what the API does not show.
 */
final class StoringServer implements AutoCloseable {

	private static final Duration LIMIT = Duration.ofSeconds(10);

	private static final QStashDevUser USER = QStashDevUser.ALL.get(0);

	private final LoopResources eventLoops = LoopResources.create("storing-server", 1, true);

	private final EngineLoop loop;

	private final Account account;

	private final ApiServer api;

	StoringServer() throws UnknownHostException {
		RandomIds ids = new RandomIds();
		this.loop = new EngineLoop(Clock.systemUTC(), (request, keys) -> Mono.never(), () -> new Engine(ids), true,
				Duration.ZERO);
		this.account = this.loop.addAccount(SigningKeys.of(USER.currentSigningKey(), USER.nextSigningKey()));
		this.api = new ApiServer(new ApiSettings("127.0.0.1", 0, List.of(), 1024 * 1024),
				new AccessTokens().add(USER.token(), this.account),
				new Control(this.loop, Clock.systemUTC(), new Faults()),
				new Dashboard(List.of(), new SentRequests(), Clock.systemUTC()), this.eventLoops);
	}

	URI url() {
		return this.api.url();
	}

	String token() {
		return USER.token();
	}

	/** Return a message. */
	MessageView stored(String messageId) {
		return Objects.requireNonNull(this.account.submit(new Command.GetMessage(messageId)).block(LIMIT));
	}

	/** Forget all messages and deduplication ids. */
	void reset() {
		this.loop.reset().block(LIMIT);
	}

	@Override
	public void close() {
		this.api.close();
		this.loop.close();
		this.eventLoops.disposeLater(Duration.ZERO, LIMIT).block(LIMIT);
	}

}
