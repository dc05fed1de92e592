package io.github.qstash.benchmarks;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Repeatable;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.util.Objects;

import org.openjdk.jmh.results.RunResult;

/**
 * A row of the table that the launcher prints, about the benchmark that carries it.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
@Repeatable(Figure.Figures.class)
@interface Figure {

	/** What is measured. */
	String value();

	/** Which of its measures is shown. */
	Measure measure() default Measure.SPEED;

	/** Benchmark of the same class it is compared with, if any. */
	String with() default "";

	/** The ratio that is asked for, at least; the result if there is no ratio. */
	double atLeast() default Double.NaN;

	/** The ratio that is asked for, at most; the result if there is no ratio. */
	double atMost() default Double.NaN;

	/**
	 * The difference that is asked for instead of a ratio, at most, in the measure's
	 * unit.
	 */
	double atMostMore() default Double.NaN;

	/** Several rows. */
	@Documented
	@Retention(RetentionPolicy.RUNTIME)
	@Target(ElementType.METHOD)
	@interface Figures {

		/** The rows. */
		Figure[] value();

	}

	/** What JMH measures. */
	enum Measure {

		/** Operations in a second. */
		SPEED("%,.0f/s") {

			@Override
			double score(RunResult result) {
				return result.getPrimaryResult().getScore();
			}

		},

		/** Seconds that an operation takes. */
		TIME("%,.1f s") {

			@Override
			double score(RunResult result) {
				return 1 / result.getPrimaryResult().getScore();
			}

		},

		/** Microseconds that an operation takes. */
		MICROSECONDS("%,.2f µs") {

			@Override
			double score(RunResult result) {
				return 1_000_000 / result.getPrimaryResult().getScore();
			}

		},

		/** Milliseconds that a benchmark takes that does its work once. */
		ONCE("%,.0f ms") {

			@Override
			double score(RunResult result) {
				return result.getPrimaryResult().getScore();
			}

		},

		/** Bytes allocated by an operation, in all threads. */
		ALLOCATION("%,.0f B") {

			@Override
			double score(RunResult result) {
				return Objects.requireNonNull(result.getSecondaryResults().get("gc.alloc.rate.norm")).getScore();
			}

		};

		private final String format;

		Measure(String format) {
			this.format = format;
		}

		abstract double score(RunResult result);

		String format(double score) {
			return this.format.formatted(score);
		}

	}

}
