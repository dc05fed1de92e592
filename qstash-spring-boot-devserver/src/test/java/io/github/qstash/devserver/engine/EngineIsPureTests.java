package io.github.qstash.devserver.engine;

import java.time.Clock;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Random;
import java.util.Timer;
import java.util.UUID;
import java.util.random.RandomGenerator;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaCall;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.syntax.ArchRuleDefinition;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The engine is a function of its commands: no clock, randomness, thread, lock or I/O.
 */
class EngineIsPureTests {

	private static final JavaClasses ENGINE = new ClassFileImporter()
		.withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
		.importPackagesOf(Engine.class);

	@Test
	void theEngineIsFound() {
		assertThat(ENGINE.contain(Engine.class)).isTrue();
		assertThat(ENGINE.contain(Deliveries.class)).isTrue();
	}

	@Test
	void itReadsNoClock() {
		ArchRuleDefinition.noClasses()
			.should()
			.callMethodWhere(named("reading a clock", "now", "currentTimeMillis", "nanoTime").and(ofTheJdk()))
			.orShould()
			.dependOnClassesThat(JavaClass.Predicates.assignableTo(Clock.class))
			.orShould()
			.dependOnClassesThat(JavaClass.Predicates.assignableTo(Date.class))
			.check(ENGINE);
	}

	@Test
	void itDrawsNothingAtRandom() {
		ArchRuleDefinition.noClasses()
			.should()
			.dependOnClassesThat(JavaClass.Predicates.assignableTo(RandomGenerator.class)
				.or(JavaClass.Predicates.assignableTo(Random.class)))
			.orShould()
			.callMethod(UUID.class, "randomUUID")
			.orShould()
			.callMethod(Math.class, "random")
			.orShould()
			.callMethod(StrictMath.class, "random")
			.check(ENGINE);
	}

	@Test
	void itHasNoThreadsAndNoLocks() {
		ArchRuleDefinition.noClasses()
			.should()
			.dependOnClassesThat(JavaClass.Predicates.resideInAnyPackage("java.util.concurrent.."))
			.orShould()
			.dependOnClassesThat(JavaClass.Predicates.assignableTo(Thread.class)
				.or(JavaClass.Predicates.assignableTo(ThreadLocal.class))
				.or(JavaClass.Predicates.assignableTo(Timer.class)))
			.orShould()
			.callMethodWhere(named("waiting", "wait", "notify", "notifyAll"))
			.check(ENGINE);
		ArchRuleDefinition.noMethods().should().haveModifier(JavaModifier.SYNCHRONIZED).check(ENGINE);
	}

	@Test
	void itDoesNoInputOrOutput() {
		ArchRuleDefinition.noClasses()
			.should()
			.dependOnClassesThat(JavaClass.Predicates.resideInAnyPackage("java.io..", "java.net..", "java.nio.file..",
					"java.nio.channels..", "reactor..", "io.netty..", "org.slf4j..", "org.springframework.."))
			.orShould()
			.accessField(System.class, "out")
			.orShould()
			.accessField(System.class, "err")
			.check(ENGINE);
	}

	private static DescribedPredicate<JavaCall<?>> named(String description, String... names) {
		return DescribedPredicate.describe(description, (call) -> List.of(names).contains(call.getName()));
	}

	private static DescribedPredicate<JavaCall<?>> ofTheJdk() {
		return DescribedPredicate.describe("of the JDK",
				(call) -> call.getTargetOwner().getPackageName().startsWith(Instant.class.getPackageName())
						|| call.getTargetOwner().isEquivalentTo(System.class));
	}

}
