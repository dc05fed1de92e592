package io.github.qstash.devserver;

import reactor.blockhound.BlockHound;
import reactor.blockhound.integration.BlockHoundIntegration;

/**
 * Where the development server blocks whatever thread it is called on.
 */
public final class BlockingOnPurpose implements BlockHoundIntegration {

	@Override
	public void applyTo(BlockHound.Builder builder) {
		// who stops the server goes on when it has stopped
		builder.allowBlockingCallsInside("io.github.qstash.devserver.QStashDevServer", "await")
			.allowBlockingCallsInside("io.github.qstash.devserver.runtime.EngineLoop", "close");
	}

}
