package io.github.qstash.devserver.architecture;

import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.util.ArrayList;
import java.util.Enumeration;
import java.util.List;

import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What an editor shows for the properties of the development server.
 */
class ConfigurationMetadataTests {

	@Test
	void everyPropertyIsDescribed() throws IOException {
		assertThat(properties()).extracting((property) -> property.path("name").asString())
			.containsExactlyInAnyOrder("qstash.devserver.enabled", "qstash.devserver.port");
		assertThat(properties()).isNotEmpty()
			.allSatisfy((property) -> assertThat(property.path("description").asString("")).isNotBlank()
				.doesNotStartWith("The ")
				.doesNotStartWith("A ")
				.endsWith("."));
	}

	private static List<JsonNode> properties() throws IOException {
		List<JsonNode> properties = new ArrayList<>();
		Enumeration<URL> resources = ConfigurationMetadataTests.class.getClassLoader()
			.getResources("META-INF/spring-configuration-metadata.json");
		while (resources.hasMoreElements()) {
			try (InputStream json = resources.nextElement().openStream()) {
				for (JsonNode property : JsonMapper.shared().readTree(json).path("properties")) {
					if (property.path("name").asString("").startsWith("qstash.devserver.")) {
						properties.add(property);
					}
				}
			}
		}
		return properties;
	}

}
