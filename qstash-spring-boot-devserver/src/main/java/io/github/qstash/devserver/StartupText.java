package io.github.qstash.devserver;

import java.io.PrintStream;

/**
 * What the server prints once it is running. Official clients wait for "running at".
 */
final class StartupText {

	private final QStashDevServer server;

	private final String version;

	StartupText(QStashDevServer server, String version) {
		this.server = server;
		this.version = version;
	}

	void print(PrintStream out, LaunchOptions options) {
		out.printf("QStash development server %s is running at %s   (memory only%s)%n", this.version, this.server.url(),
				options.local() ? ", this machine only" : "");
		if (!options.local()) {
			out.printf("WARNING: it listens on %s, and everybody who reaches it knows its credentials%n",
					options.host());
		}
		out.printf("Dashboard  %s/%n", this.server.url());
		if (options.users()) {
			this.server.users().forEach((user) -> print(out, user, "test user " + user.userId()));
			return;
		}
		print(out, this.server.user(), "public test user 1, not a secret; others: --users");
	}

	private void print(PrintStream out, QStashDevUser user, String remark) {
		out.printf("  QSTASH_URL=%s%n", this.server.url());
		out.printf("  QSTASH_TOKEN=%s   # %s%n", user.token(), remark);
		out.printf("  QSTASH_CURRENT_SIGNING_KEY=%s%n", user.currentSigningKey());
		out.printf("  QSTASH_NEXT_SIGNING_KEY=%s%n", user.nextSigningKey());
	}

}
