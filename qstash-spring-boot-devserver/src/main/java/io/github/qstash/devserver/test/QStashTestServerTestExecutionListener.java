package io.github.qstash.devserver.test;

import java.util.Optional;

import org.springframework.core.Ordered;
import org.springframework.test.context.TestContext;
import org.springframework.test.context.TestExecutionListener;

/**
 * Begins and ends each test of an application context that has a
 * {@link QStashTestServer}.
 */
class QStashTestServerTestExecutionListener implements TestExecutionListener, Ordered {

	// the test instance has its dependencies; transactions and SQL scripts come later
	private static final int ORDER = 2500;

	@Override
	public int getOrder() {
		return ORDER;
	}

	@Override
	public void beforeTestMethod(TestContext testContext) {
		server(testContext).ifPresent(EachTest::begin);
	}

	@Override
	public void afterTestMethod(TestContext testContext) {
		server(testContext).ifPresent((server) -> EachTest.end(server, testContext.getTestMethod().getName(),
				testContext.getTestException()));
	}

	private static Optional<QStashTestServer> server(TestContext testContext) {
		return testContext.hasApplicationContext()
				? testContext.getApplicationContext().getBeanProvider(QStashTestServer.class).stream().findFirst()
				: Optional.empty();
	}

}
