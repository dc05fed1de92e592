package io.github.qstash.samples.quickstart;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.github.qstash.observation.QStashObservation;
import io.micrometer.common.docs.KeyName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The README and the pages in {@code docs} tell the truth: their Java compiles, and the
 * properties, observations and files that they name exist.
 */
class ReadmeTests {

	private static final Path ROOT = Path.of("../..");

	private static final Pattern JAVA = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL);

	private static final Pattern NAME = Pattern.compile("`(qstash\\.[a-z0-9._-]*[a-z0-9])(?:\\.\\*)?`");

	private static final Pattern LINK = Pattern.compile("]\\((?!https?://|#)([^)#]+)");

	@ParameterizedTest
	@MethodSource("pages")
	void everyJavaSnippetIsCompiled(Path page) {
		String compiled = compiled();
		assertThat(matches(JAVA, page)).map(ReadmeTests::words)
			.allSatisfy((snippet) -> assertThat(compiled).contains(snippet));
	}

	@ParameterizedTest
	@MethodSource("pages")
	void everyNameExists(Path page) throws IOException {
		List<String> names = properties();
		Stream.of(QStashObservation.values())
			.map((observation) -> "qstash." + observation.name().toLowerCase(Locale.ROOT))
			.forEach(names::add);
		Stream.of(QStashObservation.LowCardinality.values(), QStashObservation.HighCardinality.values())
			.flatMap(Stream::of)
			.map(KeyName::asString)
			.forEach(names::add);
		assertThat(matches(NAME, page))
			.allSatisfy((mentioned) -> assertThat(names).anyMatch((name) -> name.equals(mentioned)
					|| name.startsWith(mentioned + ".") || mentioned.startsWith(name + ".")));
	}

	@ParameterizedTest
	@MethodSource("pages")
	void everyLinkedFileExists(Path page) {
		assertThat(matches(LINK, page)).allSatisfy((link) -> assertThat(page.resolveSibling(link)).exists());
	}

	@Test
	void readmeHasSnippets() {
		assertThat(matches(JAVA, ROOT.resolve("README.md"))).hasSizeGreaterThanOrEqualTo(3);
	}

	static Stream<Path> pages() {
		return Stream.concat(Stream.of(ROOT.resolve("README.md")),
				files(ROOT.resolve("docs")).filter((file) -> file.toString().endsWith(".md")));
	}

	private static List<String> matches(Pattern pattern, Path page) {
		return pattern.matcher(read(page)).results().map((MatchResult result) -> result.group(1)).toList();
	}

	private static String compiled() {
		Path sources = Path.of("src/test/java", ReadmeTests.class.getPackageName().replace('.', '/'));
		return files(sources).filter((file) -> file.toString().endsWith("Snippets.java"))
			.map((file) -> words(read(file)))
			.collect(Collectors.joining(" "));
	}

	private static List<String> properties() throws IOException {
		List<String> properties = new ArrayList<>();
		for (var metadata : ReadmeTests.class.getClassLoader()
			.resources("META-INF/spring-configuration-metadata.json")
			.toList()) {
			for (JsonNode property : JsonMapper.shared().readTree(metadata.openStream()).path("properties")) {
				properties.add(property.path("name").asString());
			}
		}
		return properties;
	}

	private static String words(String text) {
		return text.replaceAll("\\s+", " ").strip();
	}

	private static String read(Path file) {
		try {
			return Files.readString(file);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static Stream<Path> files(Path directory) {
		try (Stream<Path> files = Files.list(directory)) {
			return files.toList().stream();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
