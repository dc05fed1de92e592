package io.github.qstash.architecture;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaConstructor;
import com.tngtech.archunit.core.domain.JavaMember;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.domain.JavaPackage;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import com.tngtech.archunit.lang.syntax.ArchRuleDefinition;
import com.tngtech.archunit.library.dependencies.SlicesRuleDefinition;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.context.annotation.ImportCandidates;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The plan of the house: its rooms, what each may use, and the rules that hold in all of
 * them.
 */
class ArchitectureTests {

	private static final List<Room> ROOMS = List.of(
	// @formatter:off
			Room.room("autoconfigure", "*"),
			Room.room("annotation"),
			Room.room("publish", "annotation", "client", "message"),
			Room.room("receive", "annotation", "signature", "message", "observation"),
			Room.room("provision", "annotation", "client", "message"),
			Room.room("client", "message", "observation"),
			Room.room("observation"),
			Room.room("message"),
			Room.room("signature"));
	// @formatter:on

	static final JavaClasses HOUSE = new ClassFileImporter().withImportOption(new ImportOption.DoNotIncludeTests())
		.importPackages(Room.HOUSE);

	@BeforeAll
	static void printThePlan() {
		ROOMS.forEach((room) -> System.out.println("Room " + room));
	}

	@ParameterizedTest(name = "{0}")
	@MethodSource
	void roomUsesOnlyWhatItMay(Room room) {
		room.rule().check(HOUSE);
	}

	static Stream<Room> roomUsesOnlyWhatItMay() {
		return ROOMS.stream();
	}

	@Test
	void everyClassIsInARoom() {
		ArchRuleDefinition.classes()
			.should()
			.resideInAnyPackage(ROOMS.stream().map(Room::packages).toArray(String[]::new))
			.check(HOUSE);
	}

	@Test
	void packagesAreFreeOfCycles() {
		SlicesRuleDefinition.slices().matching(Room.HOUSE + ".(**)").should().beFreeOfCycles().check(HOUSE);
	}

	@Test
	void signatureNeedsOnlyTheJdkAndJackson() {
		ArchRuleDefinition.classes()
			.that()
			.resideInAPackage(Room.room("signature").packages())
			.should()
			.onlyDependOnClassesThat()
			.resideInAnyPackage("java..", "javax.crypto..", "tools.jackson..", "org.jspecify..",
					Room.room("signature").packages())
			.allowEmptyShould(true)
			.check(HOUSE);
	}

	@Test
	void messageIsFreeOfSpring() {
		ArchRuleDefinition.noClasses()
			.that()
			.resideInAPackage(Room.room("message").packages())
			.should()
			.dependOnClassesThat()
			.resideInAPackage("org.springframework..")
			.check(HOUSE);
	}

	@Test
	void onlyAutoConfigurationKnowsAutoConfiguration() {
		ArchRuleDefinition.noClasses()
			.that()
			.resideOutsideOfPackage(Room.room("autoconfigure").packages())
			.should()
			.dependOnClassesThat()
			.resideInAnyPackage("org.springframework.boot.autoconfigure..", "org.springframework.boot..autoconfigure..",
					Room.room("autoconfigure").packages())
			.check(HOUSE);
	}

	@Test
	void autoConfigurationsArePublicAndFinalWithoutPublicMembers() {
		ArchRuleDefinition.classes()
			.that()
			.areAnnotatedWith(AutoConfiguration.class)
			.should()
			.bePublic()
			.andShould()
			.haveModifier(JavaModifier.FINAL)
			.andShould()
			.haveSimpleNameEndingWith("AutoConfiguration")
			.andShould(haveNoPublicMembers())
			.check(HOUSE);
	}

	@Test
	void nestedConfigurationsAreNotPublic() {
		ArchRuleDefinition.classes()
			.that()
			.areAnnotatedWith(Configuration.class)
			.should()
			.notBePublic()
			.allowEmptyShould(true)
			.check(HOUSE);
	}

	@Test
	void autoConfigurationsAreThoseListedForBoot() {
		Set<String> listed = new TreeSet<>();
		ImportCandidates.load(AutoConfiguration.class, getClass().getClassLoader()).forEach((name) -> {
			if (name.startsWith(Room.HOUSE + ".")) {
				listed.add(name);
			}
		});
		DescribedPredicate<JavaClass> autoConfiguration = JavaClass.Predicates
			.simpleNameEndingWith("AutoConfiguration");
		assertThat(HOUSE.that(autoConfiguration)).extracting(JavaClass::getName)
			.isNotEmpty()
			.containsExactlyInAnyOrderElementsOf(listed);
		assertThat(HOUSE.that(autoConfiguration)).allMatch((type) -> type.isAnnotatedWith(AutoConfiguration.class));
	}

	@Test
	void everyPackageIsNullMarked() {
		assertThat(HOUSE.stream().map(JavaClass::getPackage).distinct()).isNotEmpty()
			.filteredOn((room) -> !room.isAnnotatedWith(NullMarked.class))
			.extracting(JavaPackage::getName)
			.as("packages whose package-info lacks @NullMarked")
			.isEmpty();
	}

	@Test
	void caseIsChangedWithLocale() {
		ArchRuleDefinition.noClasses()
			.should()
			.callMethod(String.class, "toLowerCase")
			.orShould()
			.callMethod(String.class, "toUpperCase")
			.because("the default locale may be Turkish: use Locale.ROOT")
			.check(HOUSE);
	}

	private static ArchCondition<JavaClass> haveNoPublicMembers() {
		return new ArchCondition<>("have no public members") {

			@Override
			public void check(JavaClass type, ConditionEvents events) {
				for (JavaMember member : type.getMembers()) {
					boolean defaultConstructor = member instanceof JavaConstructor constructor
							&& constructor.getRawParameterTypes().isEmpty();
					if (member.getModifiers().contains(JavaModifier.PUBLIC) && !defaultConstructor) {
						events.add(SimpleConditionEvent.violated(member, member.getDescription() + " is public"));
					}
				}
			}

		};
	}

}
