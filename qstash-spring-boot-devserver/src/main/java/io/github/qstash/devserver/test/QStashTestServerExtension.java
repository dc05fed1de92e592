package io.github.qstash.devserver.test;

import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Gives a JUnit test without Spring a {@link QStashTestServer} as a parameter. The server
 * lives as long as the test class, and is reset before each test. A planned fault that
 * hit nothing fails the test, and a test that fails has the timeline of its messages
 * logged.
 *
 * <pre class="code">
 * &#64;ExtendWith(QStashTestServerExtension.class)
 * class WorkerTests {
 *
 *     &#64;Test
 *     void worksAgainTomorrow(QStashTestServer qstash) {
 * </pre>
 *
 * Tests of one class share the clock, so they must not run at the same time.
 *
 * @since 1.0.0
 */
public final class QStashTestServerExtension
		implements BeforeAllCallback, BeforeEachCallback, AfterEachCallback, ParameterResolver {

	private static final Namespace NAMESPACE = Namespace.create(QStashTestServerExtension.class);

	private final QStashTestServer.Builder builder;

	/**
	 * Create an extension with a server that has default settings.
	 */
	public QStashTestServerExtension() {
		this(QStashTestServer.builder());
	}

	/**
	 * Create an extension for {@code @RegisterExtension}.
	 * @param builder starts the server
	 */
	public QStashTestServerExtension(QStashTestServer.Builder builder) {
		this.builder = builder;
	}

	@Override
	public void beforeAll(ExtensionContext context) {
		// from here on the store of the class has it, and closes it
		server(context);
	}

	@Override
	public void beforeEach(ExtensionContext context) {
		EachTest.begin(server(context));
	}

	@Override
	public void afterEach(ExtensionContext context) {
		EachTest.end(server(context), context.getDisplayName(), context.getExecutionException().orElse(null));
	}

	@Override
	public boolean supportsParameter(ParameterContext parameterContext, ExtensionContext extensionContext) {
		return parameterContext.getParameter().getType() == QStashTestServer.class;
	}

	@Override
	public QStashTestServer resolveParameter(ParameterContext parameterContext, ExtensionContext extensionContext) {
		return server(extensionContext);
	}

	private QStashTestServer server(ExtensionContext context) {
		return context.getStore(NAMESPACE)
			.computeIfAbsent(QStashTestServer.class, (key) -> this.builder.start(), QStashTestServer.class);
	}

}
