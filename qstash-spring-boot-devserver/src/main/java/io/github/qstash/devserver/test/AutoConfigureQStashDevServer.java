package io.github.qstash.devserver.test;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import org.junit.jupiter.api.parallel.ResourceLock;

/**
 * Gives a Spring test a QStash whose time stands still: a {@link QStashTestServer} bean
 * on a free port, which the application uses by itself, also to tell whether a signature
 * has expired.
 *
 * <pre class="code">
 * &#64;SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT)
 * &#64;AutoConfigureQStashDevServer
 * class ShipmentTests {
 *
 *     &#64;Autowired
 *     QStashTestServer qstash;
 *
 * }
 * </pre>
 *
 * The server lives as long as its application context, and is reset before each test. A
 * planned fault that hit nothing fails the test, and a test that fails has the timeline
 * of its messages logged. Tests with this annotation do not run at the same time as each
 * other: they may share a clock.
 *
 * @since 1.0.0
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Documented
@Inherited
@ResourceLock("io.github.qstash.devserver.test.QStashTestServer")
public @interface AutoConfigureQStashDevServer {

	/**
	 * Instant at which the clock stands when a test starts, such as
	 * {@code 2026-01-31T23:59:50Z}. By default it is the present second.
	 * @return the instant in ISO-8601, or an empty string for the default
	 */
	String startAt() default "";

	/**
	 * Whether properties may point at a QStash elsewhere. By default such a test fails
	 * before anything is sent there. If they may and they do, there is no
	 * {@link QStashTestServer}.
	 * @return whether they may
	 */
	boolean allowRealQStash() default false;

}
