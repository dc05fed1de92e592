package io.github.qstash.devserver.test;

import io.github.qstash.devserver.runtime.Fault;
import io.github.qstash.devserver.runtime.PlannedFault;
import org.jspecify.annotations.Nullable;

/**
 * Which deliveries or calls a fault hits.
 *
 * @param skipped how many pass before
 * @param times how many are hit then
 * @param optional whether it may hit nothing
 */
record Hits(int skipped, int times, boolean optional) {

	static final Hits NEXT = new Hits(0, 1, false);

	Hits next(int times) {
		return new Hits(0, times, this.optional);
	}

	Hits nth(int hit) {
		return new Hits(hit - 1, 1, this.optional);
	}

	Hits asOptional() {
		return new Hits(this.skipped, this.times, true);
	}

	PlannedFault of(@Nullable String target, Fault fault) {
		return new PlannedFault(target, this.skipped, this.times, this.optional, fault);
	}

}
