package io.github.qstash.devserver.test;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

import io.github.qstash.devserver.engine.Command;
import io.github.qstash.devserver.engine.DeadLetterCommand;
import io.github.qstash.devserver.engine.DeadLetterFilter;
import io.github.qstash.devserver.engine.LogState;
import io.github.qstash.devserver.engine.Page;
import io.github.qstash.devserver.engine.ScheduleCommand;
import io.github.qstash.devserver.runtime.Account;
import io.github.qstash.devserver.runtime.Control;
import org.jspecify.annotations.Nullable;

/**
 * What the accounts hold at the moment, besides messages.
 */
final class Stock {

	private static final Duration LIMIT = Duration.ofMinutes(1);

	private final Control control;

	Stock(Control control) {
		this.control = control;
	}

	List<DeadLetter> deadLetters() {
		return this.control.accounts().stream().flatMap((account) -> deadLetters(account).stream()).toList();
	}

	private static List<DeadLetter> deadLetters(Account account) {
		List<DeadLetter> letters = new ArrayList<>();
		@Nullable String cursor = null;
		do {
			Page<io.github.qstash.devserver.engine.DeadLetter> page = ask(account,
					new DeadLetterCommand.Find(DeadLetterFilter.builder().cursor(cursor).build()));
			page.entries().forEach((letter) -> letters.add(deadLetter(letter)));
			cursor = page.cursor();
		}
		while (cursor != null);
		return letters;
	}

	private static DeadLetter deadLetter(io.github.qstash.devserver.engine.DeadLetter letter) {
		return new DeadLetter(letter.dlqId(), new Message(letter.message(), LogState.FAILED), letter.failedAt(),
				letter.responseStatus(), Objects.requireNonNullElse(letter.responseBody().utf8(), ""));
	}

	List<Schedule> schedules() {
		return this.control.accounts()
			.stream()
			.flatMap((account) -> ask(account, new ScheduleCommand.ListAll()).stream())
			.map(Schedule::of)
			.toList();
	}

	private static <R> R ask(Account account, Command<R> command) {
		return Objects.requireNonNull(account.submit(command).block(LIMIT));
	}

}
