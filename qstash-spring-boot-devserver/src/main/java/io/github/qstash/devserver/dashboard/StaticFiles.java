package io.github.qstash.devserver.dashboard;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import org.jspecify.annotations.Nullable;

/**
 * The files of the dashboard. Only those that are listed here exist, whatever a path
 * says.
 */
final class StaticFiles {

	private static final String FOLDER = "/qstash-dashboard/";

	private static final Map<String, String> TYPES = Map.of("html", "text/html; charset=utf-8", "css",
			"text/css; charset=utf-8", "js", "text/javascript; charset=utf-8", "svg", "image/svg+xml");

	private static final List<String> NAMES = List.of("index.html", "app.css", "icon.svg", "icon-failed.svg", "app.js",
			"api.js", "dom.js", "format.js", "keys.js", "live.js", "message.js", "messages.js", "dead-letters.js",
			"schedules.js", "queues.js", "groups.js", "log.js", "publish.js", "request.js", "connect.js");

	private final Map<String, StaticFile> files = new LinkedHashMap<>();

	StaticFiles() {
		NAMES.forEach((name) -> this.files.put(FOLDER + name, read(name)));
	}

	/**
	 * Find a file.
	 * @param path the path of the request
	 * @return the file, or empty if there is none
	 */
	Optional<StaticFile> find(String path) {
		return Optional.ofNullable(this.files.get(path));
	}

	/**
	 * Return the page that all others are shown in.
	 * @return the page
	 */
	StaticFile index() {
		return find(FOLDER + "index.html").orElseThrow();
	}

	private static StaticFile read(String name) {
		try (@Nullable
		InputStream file = StaticFiles.class.getResourceAsStream(FOLDER + name)) {
			if (file == null) {
				throw new IllegalStateException("The dashboard has no file " + name);
			}
			String type = TYPES.getOrDefault(name.substring(name.lastIndexOf('.') + 1), "application/octet-stream");
			return new StaticFile(type, file.readAllBytes());
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * A file.
	 *
	 * @param contentType its type
	 * @param content its bytes
	 */
	record StaticFile(String contentType, byte[] content) {

	}

}
