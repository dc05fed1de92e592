package io.github.qstash.devserver.engine;

import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.zone.ZoneOffsetTransition;
import java.time.zone.ZoneRules;
import java.util.regex.Pattern;

import com.cronutils.model.definition.CronDefinition;
import com.cronutils.model.definition.CronDefinitionBuilder;
import com.cronutils.model.time.ExecutionTime;
import com.cronutils.parser.CronParser;
import org.jspecify.annotations.Nullable;

/**
 * A cron expression such as {@code CRON_TZ=Europe/Berlin 0 4 * * MON-FRI}: minute, hour,
 * day of the month, month and day of the week, in UTC if it names no zone. If both days
 * are restricted, either will do.
 * <p>
 * A local time that the clocks skip in spring does not come; one that they repeat in
 * autumn comes twice.
 */
final class Cron {

	static final int MAX_LENGTH = 256;

	private static final String ZONE_PREFIX = "CRON_TZ=";

	private static final Pattern CHARACTERS = Pattern.compile("[0-9A-Za-z*,/@ \\t-]*");

	private static final CronParser PARSER = new CronParser(definition());

	private final String text;

	private final ZoneRules zone;

	private final ExecutionTime fields;

	private Cron(String text, ZoneRules zone, ExecutionTime fields) {
		this.text = text;
		this.zone = zone;
		this.fields = fields;
	}

	static Cron parse(String text) {
		if (text.length() > MAX_LENGTH) {
			throw refused("it has " + text.length() + " characters, at most " + MAX_LENGTH + " are allowed");
		}
		String cron = text.strip();
		if (!cron.startsWith(ZONE_PREFIX)) {
			return new Cron(cron, ZoneOffset.UTC.getRules(), fields(cron));
		}
		String[] parts = cron.substring(ZONE_PREFIX.length()).split("\\s+", 2);
		return new Cron(cron, zone(parts[0]), fields((parts.length > 1) ? parts[1] : ""));
	}

	String text() {
		return this.text;
	}

	// Return the next instant, or refuse an expression that has none. Between two changes
	// of the zone's
	// offset, local time runs without gaps.
	Instant after(Instant instant) {
		Instant next = after(instant, this.zone.getOffset(instant));
		ZoneOffsetTransition change = this.zone.nextTransition(instant);
		while (next != null && change != null && !next.isBefore(change.getInstant())) {
			next = after(change.getInstant().minusNanos(1), change.getOffsetAfter());
			change = this.zone.nextTransition(change.getInstant());
		}
		if (next == null) {
			throw refused("no date has such a day");
		}
		return next;
	}

	private @Nullable Instant after(Instant instant, ZoneOffset offset) {
		return this.fields.nextExecution(instant.atZone(offset)).map(ZonedDateTime::toInstant).orElse(null);
	}

	private static ZoneRules zone(String id) {
		if (!ZoneId.getAvailableZoneIds().contains(id)) {
			throw refused("CRON_TZ must be an IANA time zone such as Europe/Berlin");
		}
		return ZoneId.of(id).getRules();
	}

	private static ExecutionTime fields(String fields) {
		if (!CHARACTERS.matcher(fields).matches()) {
			throw refused("only letters, digits, blanks and * , / - are allowed");
		}
		try {
			return ExecutionTime.forCron(PARSER.parse(fields));
		}
		catch (RuntimeException ex) {
			throw refused(String.valueOf(ex.getMessage()).replace("Failed to parse cron expression. ", ""));
		}
	}

	private static RefusedException refused(String reason) {
		return RefusedException.invalid("invalid Upstash-Cron: " + reason);
	}

	// @formatter:off
	private static CronDefinition definition() {
		return CronDefinitionBuilder.defineCron()
			.withMinutes().withValidRange(0, 59).withStrictRange().and()
			.withHours().withValidRange(0, 23).withStrictRange().and()
			.withDayOfMonth().withValidRange(1, 31).withStrictRange().and()
			.withMonth().withValidRange(1, 12).withStrictRange().and()
			.withDayOfWeek().withValidRange(0, 6).withMondayDoWValue(1).withStrictRange().and()
			.withSupportedNicknameYearly().withSupportedNicknameAnnually()
			.withSupportedNicknameMonthly().withSupportedNicknameWeekly()
			.withSupportedNicknameDaily().withSupportedNicknameMidnight()
			.withSupportedNicknameHourly()
			.instance();
	}
	// @formatter:on

}
