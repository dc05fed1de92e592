package io.github.qstash.devserver.architecture;

import java.time.Clock;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.Timer;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Stream;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAccess;
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
 * The plan of the development server: its rooms, what each may use, and the rules that
 * hold in all of them. The root package has the public doors, which may use everything.
 */
class ArchitectureTests {

	private static final Room ENGINE = Room.room("engine").withLibrary("message");

	private static final Room AUTOCONFIGURE = Room.room("autoconfigure", "*")
		.withLibrary("autoconfigure", "message", "signature");

	private static final Room TEST = Room.room("test", "*").withLibrary("message", "signature", "client");

	private static final List<Room> ROOMS = List.of(
	// @formatter:off
			ENGINE,
			Room.room("runtime", "engine").withLibrary("signature"),
			Room.room("delivery", "engine", "runtime").withLibrary("message", "signature"),
			Room.room("api", "engine", "runtime").withLibrary("message", "signature"),
			Room.room("dashboard", "api", "engine", "runtime").withLibrary("message", "signature"),
			TEST,
			AUTOCONFIGURE);
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
	void everyClassIsInARoomOrADoor() {
		ArchRuleDefinition.classes()
			.that()
			.resideOutsideOfPackage(Room.HOUSE)
			.should()
			.resideInAnyPackage(ROOMS.stream().map(Room::packages).toArray(String[]::new))
			.allowEmptyShould(true)
			.check(HOUSE);
	}

	@Test
	void nothingUsesTheClientOfTheLibrary() {
		ArchRuleDefinition.noClasses()
			.that()
			// it is no server, but takes the place of the client
			.doNotHaveFullyQualifiedName(Room.HOUSE + ".test.RecordingQStashOperations")
			.should()
			.dependOnClassesThat()
			.resideInAPackage(Room.LIBRARY + ".client..")
			.because("the server must not be tested with the assumptions of our own client")
			.check(HOUSE);
	}

	@Test
	void onlyTheTestKitKnowsTestLibraries() {
		ArchRuleDefinition.noClasses()
			.that()
			.resideOutsideOfPackage(TEST.packages())
			.should()
			.dependOnClassesThat()
			.resideInAnyPackage("org.assertj..", "org.junit..", "org.springframework.test..",
					"org.springframework.boot.test..")
			.orShould()
			.dependOnClassesThat()
			.resideInAPackage(TEST.packages())
			.because("an application that is developed, and the runnable jar, do without them")
			.check(HOUSE);
	}

	@Test
	void packagesAreFreeOfCycles() {
		SlicesRuleDefinition.slices()
			.matching(Room.HOUSE + ".(**)")
			.should()
			.beFreeOfCycles()
			.allowEmptyShould(true)
			.check(HOUSE);
	}

	@Test
	void engineIsMadeOfValuesAndCollections() {
		ArchRuleDefinition.classes()
			.that()
			.resideInAPackage(ENGINE.packages())
			.should()
			.onlyDependOnClassesThat()
			.resideInAnyPackage("java.lang", "java.lang.invoke", "java.lang.runtime", "java.math", "java.nio",
					"java.nio.charset", "java.security", "java.time..", "java.util", "java.util.function",
					"java.util.regex", "java.util.stream", "org.jspecify..", "com.cronutils..", "com.ezylang.evalex..",
					"tools.jackson..", ENGINE.packages())
			.because("it does no I/O, has no threads and belongs to no framework")
			.allowEmptyShould(true)
			.check(HOUSE);
	}

	@Test
	void engineKnowsNeitherTimeNorChance() {
		DescribedPredicate<JavaAccess<?>> asksTheMachine = DescribedPredicate
			.describe("asks the machine", (access) -> access.getTargetOwner().getPackageName().startsWith("java.")
					&& Set.of("now", "currentTimeMillis", "nanoTime", "random", "shuffle").contains(access.getName()));
		ArchRuleDefinition.noClasses()
			.that()
			.resideInAPackage(ENGINE.packages())
			.should()
			.accessTargetWhere(asksTheMachine)
			.orShould()
			.dependOnClassesThat()
			.belongToAnyOf(Clock.class, Random.class, Thread.class, Timer.class, UUID.class)
			.because("it is a function of its commands and the time it is given")
			.allowEmptyShould(true)
			.check(HOUSE);
	}

	@Test
	void onlyAutoConfigurationKnowsAutoConfiguration() {
		ArchRuleDefinition.noClasses()
			.that()
			.resideOutsideOfPackages(AUTOCONFIGURE.packages(), TEST.packages())
			.should()
			.dependOnClassesThat()
			.resideInAnyPackage("org.springframework.boot.autoconfigure..", "org.springframework.boot..autoconfigure..",
					Room.LIBRARY + ".autoconfigure..", AUTOCONFIGURE.packages())
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
			.allowEmptyShould(true)
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
		assertThat(HOUSE.that(JavaClass.Predicates.simpleNameEndingWith("AutoConfiguration")))
			.allMatch((type) -> type.isAnnotatedWith(AutoConfiguration.class))
			.extracting(JavaClass::getName)
			.containsExactlyInAnyOrderElementsOf(listed);
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
