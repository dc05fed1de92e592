package io.github.qstash.devserver.test;

import java.time.Instant;
import java.util.List;

import io.github.qstash.devserver.QStashDevServer;
import io.github.qstash.devserver.autoconfigure.RealQStashSettings;

import org.springframework.beans.factory.support.BeanDefinitionRegistry;
import org.springframework.beans.factory.support.RootBeanDefinition;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.test.context.ContextCustomizer;
import org.springframework.test.context.MergedContextConfiguration;
import org.springframework.test.context.support.TestPropertySourceUtils;

/**
 * Puts a {@link QStashTestServer} into the application context of a test, where it takes
 * the place of the one that the auto-configuration would start.
 *
 * @param startAt instant at which the clock stands, or an empty string
 * @param allowRealQStash whether properties may point at a QStash elsewhere
 */
record QStashDevServerContextCustomizer(String startAt, boolean allowRealQStash) implements ContextCustomizer {

	private static final String BEAN_NAME = "qstashTestServer";

	@Override
	public void customizeContext(ConfigurableApplicationContext context, MergedContextConfiguration mergedConfig) {
		List<String> elsewhere = new RealQStashSettings(context.getEnvironment()).present();
		if (!elsewhere.isEmpty()) {
			requireAllowed(elsewhere);
			return;
		}
		TestPropertySourceUtils.addInlinedPropertiesToEnvironment(context, "qstash.devserver.enabled=true");
		BeanDefinitionRegistry registry = (BeanDefinitionRegistry) context.getBeanFactory();
		registry.registerBeanDefinition(BEAN_NAME, new RootBeanDefinition(QStashTestServer.class, this::start));
		registry.registerBeanDefinition("qstashDevServer", new RootBeanDefinition(QStashDevServer.class,
				() -> context.getBean(BEAN_NAME, QStashTestServer.class).server()));
	}

	private QStashTestServer start() {
		QStashTestServer.Builder builder = QStashTestServer.builder().holdDeliveries(true);
		return (this.startAt.isEmpty() ? builder : builder.startAt(Instant.parse(this.startAt))).start();
	}

	private void requireAllowed(List<String> elsewhere) {
		if (!this.allowRealQStash) {
			throw new IllegalStateException("This test would use a QStash elsewhere, because "
					+ String.join(", ", elsewhere) + ((elsewhere.size() == 1) ? " is" : " are")
					+ " set. Set what is named to an empty value in the properties of the test, to use its own "
					+ "development server, or say @AutoConfigureQStashDevServer(allowRealQStash = true)");
		}
	}

}
