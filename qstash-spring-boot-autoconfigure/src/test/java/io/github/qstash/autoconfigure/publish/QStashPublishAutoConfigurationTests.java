package io.github.qstash.autoconfigure.publish;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;

import io.github.qstash.annotation.PublishMode;
import io.github.qstash.annotation.QStashPublish;
import io.github.qstash.autoconfigure.QStashAutoConfiguration;
import io.github.qstash.autoconfigure.QStashProperties;
import io.github.qstash.client.QStashHttpClientCustomizer;
import io.github.qstash.client.QStashOperations;
import io.github.qstash.client.QStashTemplate;
import io.github.qstash.client.QStashTransportException;
import io.github.qstash.publish.QStashPublishAdvisor;
import io.github.qstash.publish.QStashPublishExecutor;
import io.github.qstash.publish.RecordingOperations;
import io.netty.channel.ChannelOption;
import org.aspectj.weaver.Advice;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Mono;
import reactor.netty.http.client.HttpClientConfig;

import org.springframework.aop.config.AopConfigUtils;
import org.springframework.aop.framework.autoproxy.InfrastructureAdvisorAutoProxyCreator;
import org.springframework.aop.support.AopUtils;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.beans.factory.support.DefaultListableBeanFactory;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.aop.AopAutoConfiguration;
import org.springframework.boot.autoconfigure.context.PropertyPlaceholderAutoConfiguration;
import org.springframework.boot.http.client.autoconfigure.HttpClientAutoConfiguration;
import org.springframework.boot.jackson.autoconfigure.JacksonAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Lazy;
import org.springframework.core.Ordered;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link QStashPublishAutoConfiguration}.
 */
@ExtendWith(OutputCaptureExtension.class)
class QStashPublishAutoConfigurationTests {

	private final ApplicationContextRunner contextRunner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(QStashPublishAutoConfiguration.class, AopAutoConfiguration.class,
				PropertyPlaceholderAutoConfiguration.class));

	private final ApplicationContextRunner withoutAspectJ = this.contextRunner
		.withClassLoader(new FilteredClassLoader(Advice.class));

	@Test
	void whenAspectJIsMissingThenAnnotatedMethodIsPublished() {
		this.withoutAspectJ.withUserConfiguration(ShopConfiguration.class).run((context) -> {
			assertThat(context.getBean(AopConfigUtils.AUTO_PROXY_CREATOR_BEAN_NAME))
				.isExactlyInstanceOf(InfrastructureAdvisorAutoProxyCreator.class);
			Shop shop = context.getBean(Shop.class);
			assertThat(AopUtils.isCglibProxy(shop)).isTrue();
			assertPublishes(context);
		});
	}

	@Test
	void whenAspectJIsPresentThenAnnotatedMethodIsPublished() {
		this.contextRunner.withUserConfiguration(ShopConfiguration.class).run((context) -> {
			assertThat(AopUtils.isCglibProxy(context.getBean(Shop.class))).isTrue();
			assertPublishes(context);
		});
	}

	@ParameterizedTest
	@ValueSource(strings = { "spring.aop.auto=false", "spring.aop.proxy-target-class=false" })
	void whenBootCreatesNoAutoProxyCreatorThenAnnotatedMethodIsPublished(String property) {
		this.withoutAspectJ.withPropertyValues(property)
			.withUserConfiguration(ShopConfiguration.class)
			.run(this::assertPublishes);
	}

	@Test
	void whenClassProxiesAreSwitchedOffThenInterfaceProxyIsPublished() {
		this.withoutAspectJ.withPropertyValues("spring.aop.proxy-target-class=false")
			.withUserConfiguration(ShopConfiguration.class)
			.withBean("orders", Orders.class, () -> (item) -> "interface " + item)
			.run((context) -> {
				Orders orders = context.getBean(Orders.class);
				assertThat(AopUtils.isJdkDynamicProxy(orders)).isTrue();
				orders.order("book");
				assertThat(context.getBean(RecordingOperations.class).bodies()).containsExactly("interface book");
			});
	}

	@Test
	void whenDestinationHasPlaceholderThenItIsResolvedFromTheEnvironment() {
		this.withoutAspectJ.withPropertyValues("shop.shipments=https://example.com/shipments")
			.withUserConfiguration(ShopConfiguration.class)
			.run((context) -> {
				context.getBean(Shop.class).order("book");
				assertThat(context.getBean(RecordingOperations.class).onlyMessage().destination())
					.hasToString("https://example.com/shipments");
			});
	}

	@Test
	void whenNoBeanIsAnnotatedThenOperationsAreNotCreated() {
		this.withoutAspectJ.withUserConfiguration(FailingOperationsConfiguration.class)
			.run((context) -> assertThat(context).hasNotFailed().hasSingleBean(QStashPublishAdvisor.class));
	}

	@Test
	void whenBeanIsAnnotatedThenOperationsAreCreatedAtStartup() {
		this.withoutAspectJ.withUserConfiguration(FailingOperationsConfiguration.class)
			.withBean(Shop.class)
			.run((context) -> assertThat(context).getFailure().hasRootCauseMessage("no operations"));
	}

	@Test
	void whenBeanIsAnnotatedAndTokenIsMissingThenApplicationDoesNotStart() {
		this.withoutAspectJ
			.withConfiguration(AutoConfigurations.of(QStashAutoConfiguration.class, JacksonAutoConfiguration.class,
					HttpClientAutoConfiguration.class))
			.withBean(Shop.class)
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.hasMessageContaining("token")
				.extracting(Object::getClass)
				.hasToString("class io.github.qstash.autoconfigure.MissingQStashTokenException"));
	}

	@Test
	void whenTokenIsPresentThenAnnotatedMethodUsesTheTemplate() {
		this.withoutAspectJ
			.withConfiguration(AutoConfigurations.of(QStashAutoConfiguration.class, JacksonAutoConfiguration.class,
					HttpClientAutoConfiguration.class))
			.withPropertyValues("qstash.token=token")
			.withBean(Shop.class)
			.run((context) -> assertThat(context).hasNotFailed().hasSingleBean(QStashTemplate.class));
	}

	@Test
	void whenNoMethodHandsOverThenExecutorIsNotCreated() {
		this.withoutAspectJ.withUserConfiguration(ShopConfiguration.class)
			.withPropertyValues("qstash.publish.aspect.async.threads=0")
			.run((context) -> {
				assertPublishes(context);
				assertThat(context.getSourceApplicationContext().getBeanFactory().getSingletonNames()).contains("shop")
					.doesNotContain("qstashPublishExecutor");
			});
	}

	@Test
	void whenMethodHandsOverThenExecutorIsCreatedAtStartupAndEndsWithTheApplication() {
		this.withoutAspectJ.withUserConfiguration(ShopConfiguration.class).withBean(AsyncShop.class).run((context) -> {
			assertThat(context.getSourceApplicationContext().getBeanFactory().getSingletonNames())
				.contains("qstashPublishExecutor");
			QStashPublishExecutor executor = context.getBean(QStashPublishExecutor.class);
			assertThat(executor.isRunning()).isTrue();
			context.getBean(AsyncShop.class).order("book");
			context.getSourceApplicationContext().stop();
			assertThat(executor.isRunning()).isFalse();
			assertThat(context.getBean(RecordingOperations.class).bodies()).containsExactly("book");
			context.getSourceApplicationContext().start();
			assertThat(executor.isRunning()).isTrue();
			context.getSourceApplicationContext().close();
			assertThat(executor.isRunning()).isFalse();
		});
	}

	@Test
	void whenMethodHandsOverAndExecutorCannotBeCreatedThenApplicationDoesNotStart() {
		this.withoutAspectJ.withUserConfiguration(ShopConfiguration.class)
			.withPropertyValues("qstash.publish.aspect.async.threads=0")
			.withBean(AsyncShop.class)
			.run((context) -> assertThat(context).hasFailed());
	}

	@Test
	void whenUserDefinesAdvisorThenOursBacksOff() {
		QStashPublishAdvisor advisor = new QStashPublishAdvisor(new DefaultListableBeanFactory(), () -> 0,
				() -> Duration.ZERO);
		this.contextRunner.withBean("custom", QStashPublishAdvisor.class, () -> advisor)
			.run((context) -> assertThat(context).getBean(QStashPublishAdvisor.class).isSameAs(advisor));
	}

	@Test
	void whenOrderIsNotSetThenAdvisorSurroundsTransactions() {
		this.contextRunner.run((context) -> assertThat(context.getBean(QStashPublishAdvisor.class).getOrder())
			.isEqualTo(Ordered.LOWEST_PRECEDENCE - 10));
	}

	@Test
	void whenNothingIsSetThenTemplateGivesUpBeforeTheAspect() {
		AtomicReference<HttpClientConfig> client = new AtomicReference<>();
		this.withoutAspectJ
			.withConfiguration(AutoConfigurations.of(QStashAutoConfiguration.class, JacksonAutoConfiguration.class,
					HttpClientAutoConfiguration.class))
			.withPropertyValues("qstash.token=token")
			.withBean(QStashHttpClientCustomizer.class, () -> (httpClient) -> {
				client.set(httpClient.configuration());
				return httpClient;
			})
			.withBean(Shop.class)
			.run((context) -> {
				Duration connect = Duration
					.ofMillis((int) client.get().options().get(ChannelOption.CONNECT_TIMEOUT_MILLIS));
				Duration response = client.get().responseTimeout();
				assertThat(context.getBean(QStashProperties.class).getPublish().getAspect().getAwaitTimeout())
					.isGreaterThan(connect.plus(response));
			});
	}

	@Test
	void whenAwaitTimeoutIsSetThenPlainMethodWaitsNoLonger() {
		this.withoutAspectJ.withPropertyValues("qstash.publish.aspect.await-timeout=15ms")
			.withUserConfiguration(ShopConfiguration.class)
			.run((context) -> {
				context.getBean(RecordingOperations.class).answerWith(Mono.never());
				Shop shop = context.getBean(Shop.class);
				assertThatExceptionOfType(QStashTransportException.class).isThrownBy(() -> shop.order("book"))
					.withMessageContaining("within 15 ms");
			});
	}

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void whenContextHasPostProcessorsThenNoBeanIsCreatedTooEarly(boolean aspectJ, CapturedOutput output) {
		runner(aspectJ).withUserConfiguration(ShopConfiguration.class, PostProcessorConfiguration.class)
			.run((context) -> {
				assertPublishes(context);
				assertThat(output.getAll().lines())
					.filteredOn((line) -> line.contains("is not eligible for getting processed by all"))
					.singleElement(InstanceOfAssertFactories.STRING)
					.contains("PostProcessorConfiguration'");
				assertThat(context.getBean(PostProcessorConfiguration.class).processed())
					.anyMatch(QStashProperties.class::isInstance)
					.anyMatch(RecordingOperations.class::isInstance);
			});
	}

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void whenBeanIsAlsoAnotherBeanThenItsValueIsPublishedOnceThroughBoth(boolean aspectJ) {
		runner(aspectJ).withUserConfiguration(ShopConfiguration.class, SecondBeanConfiguration.class).run((context) -> {
			RecordingOperations operations = context.getBean(RecordingOperations.class);
			context.getBean("sameShop", Shop.class).order("book");
			assertThat(operations.bodies()).containsExactly("ordered book");
			context.getBean("sameOrders", Orders.class).order("pen");
			assertThat(operations.bodies()).containsExactly("ordered book", "pen");
		});
	}

	private ApplicationContextRunner runner(boolean aspectJ) {
		return aspectJ ? this.contextRunner : this.withoutAspectJ;
	}

	private void assertPublishes(AssertableApplicationContext context) {
		assertThat(context.getBean(Shop.class).order("book")).isEqualTo("ordered book");
		assertThat(context.getBean(RecordingOperations.class).bodies()).containsExactly("ordered book");
	}

	public static class Shop {

		@QStashPublish("${shop.shipments:/shipments}")
		public String order(String item) {
			return "ordered " + item;
		}

	}

	public static class AsyncShop {

		@QStashPublish(destination = "/shipments", mode = PublishMode.ASYNC)
		public String order(String item) {
			return item;
		}

	}

	public interface Orders {

		@QStashPublish("/shipments")
		String order(String item);

	}

	public static class PlainOrders implements Orders {

		@Override
		public String order(String item) {
			return item;
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class ShopConfiguration {

		@Bean
		RecordingOperations qstashOperations() {
			return new RecordingOperations();
		}

		@Bean
		Shop shop() {
			return new Shop();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class SecondBeanConfiguration {

		@Bean
		Shop sameShop(@Qualifier("shop") Shop shop) {
			return shop;
		}

		@Bean
		Orders orders() {
			return new PlainOrders();
		}

		@Bean
		Orders sameOrders(@Qualifier("orders") Orders orders) {
			return orders;
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class FailingOperationsConfiguration {

		@Bean
		@Lazy
		QStashOperations qstashOperations() {
			throw new IllegalStateException("no operations");
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class PostProcessorConfiguration {

		private final List<Object> processed = new ArrayList<>();

		List<Object> processed() {
			return this.processed;
		}

		// not static: this configuration is created too early, and the advisor with it
		@Bean
		BeanPostProcessor recordingPostProcessor() {
			return new BeanPostProcessor() {

				@Override
				public Object postProcessBeforeInitialization(Object bean, String name) {
					PostProcessorConfiguration.this.processed.add(bean);
					return bean;
				}

			};
		}

	}

}
