package io.github.qstash.architecture;

import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaModifier;
import org.junit.jupiter.api.Test;

import org.springframework.boot.autoconfigure.AutoConfiguration;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Nothing is public that need not be: a public type is used by another package, or is on
 * the reviewed list of what the library offers to users.
 */
class PublicTypesTests {

	private static final Set<String> OFFERED = Stream.of(
	// @formatter:off
			room("client", "BatchResult", "PublishReceipt", "PublishResponse",
					"QStashException", "QStashApiException", "QStashAuthenticationException", "QStashClientException", "QStashNotFoundException",
					"QStashOverloadException", "QStashPlanLimitException", "QStashRateLimitException", "QStashResponseException", "RequestKind"),
			room("message", "ApiProvider", "Callback", "DeliveryMethod", "FlowControl"),
			room("observation", "QStashObservation"),
			room("annotation", "QStashPublishes"),
			room("publish", "QStashPublishFailure", "QStashPublishFailureHandler"),
			room("receive", "AbstractQStashController", "BlockingQStashController", "DeliveryFailure", "QStashController", "QStashDelivery",
					"QStashEndpoint", "NonRetryableDeliveryException", "QStashCallback", "QStashFailureCallback", "RetryDeliveryException"),
			room("signature", "MatchedKey", "QStashSigner"),
			// to the development server
			room("message", "QStashDurations", "QStashHeaders"))
	// @formatter:on
		.flatMap((types) -> types)
		.collect(Collectors.toSet());

	@Test
	void whatOnlyItsOwnPackageUsesIsNotPublic() {
		Set<String> used = usedByAnotherPackage();
		assertThat(publicTypes()).isNotEmpty()
			.filteredOn((type) -> !used.contains(type.getName()) && !OFFERED.contains(type.getName()))
			.extracting(JavaClass::getName)
			.as("public types that no other package uses: make them package-private, or review and list them as OFFERED")
			.isEmpty();
	}

	@Test
	void whatIsOfferedIsPublic() {
		Set<String> names = publicTypes().map(JavaClass::getName).collect(Collectors.toSet());
		assertThat(OFFERED).filteredOn((type) -> !names.contains(type))
			.as("types listed as OFFERED that are not public, or not there any more")
			.isEmpty();
	}

	private static Stream<JavaClass> publicTypes() {
		return ArchitectureTests.HOUSE.stream()
			.filter(JavaClass::isTopLevelClass)
			.filter((type) -> type.getModifiers().contains(JavaModifier.PUBLIC))
			// Boot needs them public
			.filter((type) -> !type.isAnnotatedWith(AutoConfiguration.class));
	}

	private static Set<String> usedByAnotherPackage() {
		return ArchitectureTests.HOUSE.stream()
			.flatMap((type) -> type.getDirectDependenciesFromSelf().stream())
			.filter((use) -> !use.getOriginClass().getPackageName().equals(use.getTargetClass().getPackageName()))
			.map(Dependency::getTargetClass)
			.map(PublicTypesTests::topLevelName)
			.collect(Collectors.toSet());
	}

	private static String topLevelName(JavaClass type) {
		return type.getEnclosingClass().map(PublicTypesTests::topLevelName).orElse(type.getName());
	}

	private static Stream<String> room(String name, String... types) {
		return Arrays.stream(types).map((type) -> Room.HOUSE + "." + name + "." + type);
	}

}
