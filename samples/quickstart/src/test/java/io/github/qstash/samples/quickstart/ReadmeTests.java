package io.github.qstash.samples.quickstart;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The README and the pages below docs/ tell the truth: their Java compiles.
 */
class ReadmeTests {

	private static final Pattern JAVA = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL);

	@Test
	void everyJavaSnippetIsCompiled() throws IOException {
		String compiled = words(
				Files.readString(Path.of("src/test/java", ReadmeSnippets.class.getName().replace('.', '/') + ".java")));
		List<String> snippets = new ArrayList<>(snippets(Path.of("../../README.md")));
		try (DirectoryStream<Path> pages = Files.newDirectoryStream(Path.of("../../docs"), "*.md")) {
			for (Path page : pages) {
				snippets.addAll(snippets(page));
			}
		}
		assertThat(snippets).hasSizeGreaterThanOrEqualTo(3)
			.allSatisfy((snippet) -> assertThat(compiled).contains(snippet));
	}

	private static List<String> snippets(Path page) throws IOException {
		return JAVA.matcher(Files.readString(page))
			.results()
			.map((MatchResult snippet) -> words(snippet.group(1)))
			.toList();
	}

	private static String words(String text) {
		return text.replaceAll("\\s+", " ").strip();
	}

}
