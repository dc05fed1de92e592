package io.github.qstash.devserver.architecture;

import java.util.ArrayList;
import java.util.List;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.syntax.ArchRuleDefinition;

/**
 * A package of the development server, with its sub-packages, and what else it may use of
 * ours.
 *
 * @param name name of the package below the root
 * @param rooms names of the rooms it may use, or {@code *} for all of them
 * @param library names of the rooms of the library it may use
 */
record Room(String name, List<String> rooms, List<String> library) {

	static final String LIBRARY = "io.github.qstash";

	static final String HOUSE = "io.github.qstash.devserver";

	static Room room(String name, String... rooms) {
		return new Room(name, List.of(rooms), List.of());
	}

	Room withLibrary(String... library) {
		return new Room(this.name, this.rooms, List.of(library));
	}

	String packages() {
		return HOUSE + "." + this.name + "..";
	}

	ArchRule rule() {
		List<String> packages = new ArrayList<>(List.of(packages()));
		this.rooms.forEach((used) -> packages.add("*".equals(used) ? HOUSE + ".." : room(used).packages()));
		this.library.forEach((used) -> packages.add(LIBRARY + "." + used + ".."));
		DescribedPredicate<JavaClass> outside = JavaClass.Predicates.resideOutsideOfPackage(LIBRARY + "..");
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
		return "'" + this.name + "' may use " + named(this.rooms) + ", and of the library " + named(this.library);
	}

	private static String named(List<String> names) {
		return names.isEmpty() ? "nothing" : String.join(", ", names).replace("*", "everything");
	}

}
