package io.github.qstash.devserver.api;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.github.qstash.devserver.engine.Redaction;
import io.github.qstash.message.QStashHeaders;
import org.jspecify.annotations.Nullable;

/**
 * Reads a value such as {@code body, header[Authorization]}. Documentation and SDKs
 * disagree on {@code header} and {@code headers}, so both are understood.
 */
final class RedactionReader {

	private static final Pattern FIELD = Pattern.compile("(?<body>body)|headers?(?:\\[(?<name>[^\\[\\]]+)])?",
			Pattern.CASE_INSENSITIVE);

	private RedactionReader() {
	}

	static @Nullable Redaction read(HeaderValues headers) {
		List<String> fields = headers.list(QStashHeaders.REDACT_FIELDS);
		if (fields.isEmpty()) {
			return null;
		}
		Redaction redaction = Redaction.none();
		List<String> names = new ArrayList<>();
		for (String text : fields) {
			Matcher field = FIELD.matcher(text);
			if (!field.matches()) {
				throw HeaderValues.malformed(QStashHeaders.REDACT_FIELDS,
						"must be a list of body, header and header[<Name>]", text);
			}
			if (field.group("name") != null) {
				names.add(field.group("name").trim());
			}
			else {
				redaction = (field.group("body") != null) ? redaction.body() : redaction.allHeaders();
			}
		}
		return redaction.headers(names);
	}

}
