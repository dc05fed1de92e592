package io.github.qstash.devserver.engine;

import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Which instants a cron expression means, and what is no cron expression.
 */
@Timeout(30)
class CronTests {

	@ParameterizedTest
	@CsvSource(delimiter = '|', value = { "* * * * * | 2026-01-01T00:01:00Z 2026-01-01T00:02:00Z",
			"*/20 * * * * | 2026-01-01T00:20:00Z 2026-01-01T00:40:00Z 2026-01-01T01:00:00Z",
			"5/20 1 * * * | 2026-01-01T01:05:00Z 2026-01-01T01:25:00Z 2026-01-01T01:45:00Z 2026-01-02T01:05:00Z",
			"10-30/10,59 4 1 * * | 2026-01-01T04:10:00Z 2026-01-01T04:20:00Z 2026-01-01T04:30:00Z 2026-01-01T04:59:00Z",
			"0 4 * * MON-fri | 2026-01-01T04:00:00Z 2026-01-02T04:00:00Z 2026-01-05T04:00:00Z",
			"0 0 * * 0 | 2026-01-04T00:00:00Z 2026-01-11T00:00:00Z", "0 0 * * SUN | 2026-01-04T00:00:00Z",
			"0 0 1 JAN,Jul * | 2026-07-01T00:00:00Z 2027-01-01T00:00:00Z",
			"0 0 31 * * | 2026-01-31T00:00:00Z 2026-03-31T00:00:00Z 2026-05-31T00:00:00Z",
			"0 0 29 2 * | 2028-02-29T00:00:00Z 2032-02-29T00:00:00Z",
			"0 0 13 * 5 | 2026-01-02T00:00:00Z 2026-01-09T00:00:00Z 2026-01-13T00:00:00Z 2026-01-16T00:00:00Z",
			"@hourly | 2026-01-01T01:00:00Z 2026-01-01T02:00:00Z", "@daily | 2026-01-02T00:00:00Z",
			"@midnight | 2026-01-02T00:00:00Z", "@weekly | 2026-01-04T00:00:00Z", "@monthly | 2026-02-01T00:00:00Z",
			"@yearly | 2027-01-01T00:00:00Z", "@annually | 2027-01-01T00:00:00Z",
			"CRON_TZ=UTC 0 4 * * * | 2026-01-01T04:00:00Z",
			"CRON_TZ=America/New_York 0 4 * * * | 2026-01-01T09:00:00Z 2026-01-02T09:00:00Z",
			"CRON_TZ=Asia/Kathmandu   0 0 * * *   | 2026-01-01T18:15:00Z",
			"CRON_TZ=Asia/Tokyo @daily | 2026-01-01T15:00:00Z" })
	void anExpressionMeansInstants(String cron, String expected) {
		assertThat(next(cron, Scenario.START, expected.split(" ").length)).isEqualTo(expected);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', value = {
			// clocks go from 02:00 to 03:00 in spring, and from 03:00 to 02:00 in autumn
			"30 2 * * * | 2026-03-28T12:00:00Z | 2026-03-30T00:30:00Z 2026-03-31T00:30:00Z",
			"0 3 * * * | 2026-03-28T12:00:00Z | 2026-03-29T01:00:00Z 2026-03-30T01:00:00Z",
			"0 * * * * | 2026-03-28T23:30:00Z | 2026-03-29T00:00:00Z 2026-03-29T01:00:00Z 2026-03-29T02:00:00Z",
			"*/30 1-3 * * * | 2026-03-29T00:15:00Z | 2026-03-29T00:30:00Z 2026-03-29T01:00:00Z 2026-03-29T01:30:00Z",
			"30 2 * * * | 2026-10-24T12:00:00Z | 2026-10-25T00:30:00Z 2026-10-25T01:30:00Z 2026-10-26T01:30:00Z",
			"0 2 * * * | 2026-10-24T12:00:00Z | 2026-10-25T00:00:00Z 2026-10-25T01:00:00Z 2026-10-26T01:00:00Z",
			"0 3 * * * | 2026-10-24T12:00:00Z | 2026-10-25T02:00:00Z 2026-10-26T02:00:00Z",
			"0 * * * * | 2026-10-24T23:30:00Z | 2026-10-25T00:00:00Z 2026-10-25T01:00:00Z 2026-10-25T02:00:00Z",
			"0 0 29 3 * | 2026-01-01T00:00:00Z | 2026-03-28T23:00:00Z 2027-03-28T22:00:00Z",
			"30 2 29 3 * | 2025-12-31T00:00:00Z | 2027-03-29T00:30:00Z" })
	void localTimeThatIsSkippedDoesNotComeAndLocalTimeThatIsRepeatedComesTwice(String cron, Instant from,
			String expected) {
		assertThat(next("CRON_TZ=Europe/Berlin " + cron, from, expected.split(" ").length)).isEqualTo(expected);
	}

	@ParameterizedTest
	@MethodSource("seeds")
	void theNextInstantIsTheFirstMinuteThatMatches(long seed) {
		Random random = new Random(seed);
		int compared = 0;
		for (int i = 0; i < 20; i++) {
			RandomCron cron = new RandomCron(random);
			Instant from = Instant.parse("2026-01-01T00:00:00Z")
				.plusSeconds(random.nextInt(3 * 365 * 24 * 3600))
				.plusMillis(random.nextInt(2) * 500L);
			List<Instant> expected = cron.naive(from, 3);
			Cron parsed = Cron.parse(cron.text());
			List<Instant> found = new ArrayList<>();
			Instant next = from;
			for (int n = 0; n < expected.size(); n++) {
				next = parsed.after(next);
				found.add(next);
			}
			assertThat(found).as(cron.text() + " after " + from).isEqualTo(expected);
			compared += found.size();
		}
		assertThat(compared).isGreaterThan(10);
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "* * * *", "* * * * * *", "60 * * * *", "* 24 * * *", "* * 0 * *", "* * 32 * *",
			"* * * 0 *", "* * * 13 *", "* * * * 7", "* * * * 1-7", "-1 * * * *", "*/0 * * * *", "*/60 * * * *",
			"5-1 * * * *", "1, * * * *", ", * * * *", "1//2 * * * *", "1--2 * * * *", "a * * * *", "* * * * MO",
			"0 0 L * *", "0 0 15W * *", "0 0 * * 5#2", "0 0 * * 5L", "0 0 ? * *", "@reboot", "@every 1h",
			"@fortnightly", "0|5 0 * * *", "0 0 * * *|1 * * * *", "99999999999 * * * *", "0.5 * * * *",
			"* * * * * CRON_TZ=UTC", "TZ=UTC * * * * *", "CRON_TZ=", "CRON_TZ=UTC", "CRON_TZ=Mars/Base * * * * *",
			"CRON_TZ=+02:00 * * * * *", "CRON_TZ=europe/berlin * * * * *", "cron_tz=UTC * * * * *", "* * * * \u0661",
			"* * * * *\u0000", "(((((((* * * * *", "%s * * * *" })
	void whatIsNoExpressionIsRefused(String cron) {
		assertThatExceptionOfType(RefusedException.class).isThrownBy(() -> Cron.parse(cron))
			.withMessageStartingWith("invalid Upstash-Cron: ")
			.satisfies((ex) -> assertThat(ex.kind()).isEqualTo(RefusedException.Kind.INVALID));
	}

	@ParameterizedTest
	@ValueSource(strings = { "0 0 30 2 *", "0 0 31 4 *", "0 0 30-31 2 *", "* * 31 2,4,6,9,11 *",
			"CRON_TZ=Europe/Berlin 0 0 31 2,4,6,9,11 *" })
	void anExpressionThatNeverComesTrueIsRefused(String cron) {
		assertThatExceptionOfType(RefusedException.class).isThrownBy(() -> Cron.parse(cron).after(Scenario.START))
			.withMessage("invalid Upstash-Cron: no date has such a day");
	}

	@Test
	void errorsSayWhatIsWrong() {
		assertRefused("* * * * 7", "invalid Upstash-Cron: Value 7 not in range [0, 6]");
		assertRefused("* * * *", "invalid Upstash-Cron: Cron expression contains 4 parts but we expect one of [5]");
		assertRefused("CRON_TZ=Mars/Base * * * * *",
				"invalid Upstash-Cron: CRON_TZ must be an IANA time zone such as Europe/Berlin");
		assertRefused("0" + ",0".repeat(200) + " * * * *",
				"invalid Upstash-Cron: it has 409 characters, at most 256 are allowed");
	}

	@Test
	void blanksAroundItDoNotBelongToIt() {
		assertThat(Cron.parse("*/10 * * * * ").text()).isEqualTo("*/10 * * * *");
		assertThat(Cron.parse("  CRON_TZ=Europe/Berlin 0 4 * * *\t").text())
			.isEqualTo("CRON_TZ=Europe/Berlin 0 4 * * *");
		assertThat(Cron.parse("0  4 * * *").text()).isEqualTo("0  4 * * *");
	}

	@Test
	void theRarestDateIsFoundAtOnce() {
		for (String zone : List.of("UTC", "Europe/Berlin", "Africa/Casablanca", "Australia/Lord_Howe")) {
			Cron cron = Cron.parse("CRON_TZ=" + zone + " 59 23 29 2 *");
			assertThat(ZonedDateTime.ofInstant(cron.after(Instant.parse("2096-03-01T12:00:00Z")), ZoneId.of(zone)))
				.hasToString(ZonedDateTime.of(2104, 2, 29, 23, 59, 0, 0, ZoneId.of(zone)).toString());
		}
	}

	@Test
	void anythingIsParsedOrRefusedInShortTime() {
		Random random = new Random(7);
		String alphabet = "0123456789*/,-@ LW#?|MONJANCRON_TZ=utc";
		for (int i = 0; i < 20_000; i++) {
			StringBuilder text = new StringBuilder();
			int length = random.nextInt((i % 10 == 0) ? Cron.MAX_LENGTH : 14);
			random.ints(length, 0, alphabet.length()).forEach((c) -> text.append(alphabet.charAt(c)));
			String cron = (i % 2 == 0) ? text.toString() : text + " * * " + random.nextInt(15) + " *";
			try {
				assertThat(Cron.parse(cron).after(Scenario.START)).isAfter(Scenario.START);
			}
			catch (RefusedException ex) {
				assertThat(ex).hasMessageStartingWith("invalid Upstash-Cron: ");
			}
		}
	}

	static LongStream seeds() {
		return LongStream.rangeClosed(1, 20);
	}

	private static void assertRefused(String cron, String message) {
		assertThatExceptionOfType(RefusedException.class).isThrownBy(() -> Cron.parse(cron)).withMessage(message);
	}

	private static String next(String cron, Instant from, int count) {
		Cron parsed = Cron.parse(cron);
		List<String> found = new ArrayList<>();
		Instant next = from;
		for (int i = 0; i < count; i++) {
			next = parsed.after(next);
			found.add(next.toString());
		}
		return String.join(" ", found);
	}

}
