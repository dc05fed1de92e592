package io.github.qstash.architecture;

import java.util.ArrayList;
import java.util.List;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.syntax.ArchRuleDefinition;

/**
 * A package of the house, with its sub-packages, and the other rooms it may use.
 *
 * @param name name of the package below the root
 * @param mayUse names of the rooms, or {@code *} for all of them
 */
record Room(String name, List<String> mayUse) {

	static final String HOUSE = "io.github.qstash";

	static Room room(String name, String... mayUse) {
		return new Room(name, List.of(mayUse));
	}

	String packages() {
		return HOUSE + "." + this.name + "..";
	}

	ArchRule rule() {
		List<String> packages = new ArrayList<>(List.of(packages()));
		this.mayUse.forEach((used) -> packages.add("*".equals(used) ? HOUSE + ".." : room(used).packages()));
		DescribedPredicate<JavaClass> outside = JavaClass.Predicates.resideOutsideOfPackage(HOUSE + "..");
		DescribedPredicate<JavaClass> allowed = JavaClass.Predicates
			.resideInAnyPackage(packages.toArray(String[]::new));
		return ArchRuleDefinition.classes()
			.that()
			.resideInAPackage(packages())
			.should()
			.onlyDependOnClassesThat(outside.or(allowed).as("are in a room it may use"))
			.as(toString())
			// a room may be built later
			.allowEmptyShould(true);
	}

	@Override
	public String toString() {
		return "'" + this.name + "' may use "
				+ (this.mayUse.isEmpty() ? "nothing" : String.join(", ", this.mayUse).replace("*", "everything"));
	}

}
