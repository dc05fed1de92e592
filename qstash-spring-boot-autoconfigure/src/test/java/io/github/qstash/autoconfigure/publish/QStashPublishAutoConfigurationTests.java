package io.github.qstash.autoconfigure.publish;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import io.github.qstash.annotation.QStashPublish;
import io.github.qstash.autoconfigure.QStashAutoConfiguration;
import io.github.qstash.autoconfigure.QStashProperties;
import io.github.qstash.client.QStashOperations;
import io.github.qstash.client.QStashTemplate;
import io.github.qstash.publish.QStashPublishAdvisor;
import io.github.qstash.publish.RecordingOperations;
import org.aopalliance.intercept.MethodInterceptor;
import org.aspectj.weaver.Advice;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Mono;

import org.springframework.aop.Advisor;
import org.springframework.aop.ClassFilter;
import org.springframework.aop.Pointcut;
import org.springframework.aop.config.AopConfigUtils;
import org.springframework.aop.framework.autoproxy.InfrastructureAdvisorAutoProxyCreator;
import org.springframework.aop.support.AopUtils;
import org.springframework.aop.support.ComposablePointcut;
import org.springframework.aop.support.DefaultPointcutAdvisor;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.beans.factory.support.StaticListableBeanFactory;
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
import org.springframework.context.annotation.Role;
import org.springframework.core.Ordered;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

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
	void whenUserDefinesAdvisorThenOursBacksOff() {
		QStashPublishAdvisor advisor = new QStashPublishAdvisor(
				new StaticListableBeanFactory().getBeanProvider(QStashOperations.class), (text) -> text, () -> 0,
				() -> Duration.ZERO);
		this.contextRunner.withBean("custom", QStashPublishAdvisor.class, () -> advisor)
			.run((context) -> assertThat(context).getBean(QStashPublishAdvisor.class).isSameAs(advisor));
	}

	@Test
	void whenOrderIsNotSetThenAdvisorSurroundsTransactions() {
		this.contextRunner.run((context) -> assertThat(context.getBean(QStashPublishAdvisor.class).getOrder())
			.isEqualTo(Ordered.LOWEST_PRECEDENCE - 10));
	}

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void whenTransactionIsOfLowestPrecedenceThenMessageIsPublishedAfterItsCommit(boolean aspectJ) {
		runner(aspectJ).withUserConfiguration(ShopConfiguration.class, TransactionLikeConfiguration.class)
			.run((context) -> {
				TransactionLike transaction = context.getBean(TransactionLike.class);
				context.getBean(RecordingOperations.class)
					.answerWith(Mono.fromRunnable(() -> transaction.events.add("published")));
				context.getBean(Shop.class).order("book");
				assertThat(transaction.events).containsExactly("begin", "commit", "published");
			});
	}

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void whenOrderIsSetThenItMovesTheAdvisor(boolean aspectJ) {
		runner(aspectJ).withPropertyValues("qstash.publish.aspect.order=" + Ordered.LOWEST_PRECEDENCE)
			.withUserConfiguration(ShopConfiguration.class, OuterTransactionLikeConfiguration.class)
			.run((context) -> {
				TransactionLike transaction = context.getBean(TransactionLike.class);
				context.getBean(RecordingOperations.class)
					.answerWith(Mono.fromRunnable(() -> transaction.events.add("published")));
				context.getBean(Shop.class).order("book");
				assertThat(transaction.events).containsExactly("begin", "published", "commit");
			});
	}

	@Test
	void whenAwaitTimeoutIsSetThenPlainMethodWaitsNoLonger() {
		this.withoutAspectJ.withPropertyValues("qstash.publish.aspect.await-timeout=15ms")
			.withUserConfiguration(ShopConfiguration.class)
			.run((context) -> {
				context.getBean(RecordingOperations.class).answerWith(Mono.never());
				Shop shop = context.getBean(Shop.class);
				assertThatIllegalStateException().isThrownBy(() -> shop.order("book"))
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

	public interface Orders {

		@QStashPublish("/shipments")
		String order(String item);

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
	static class FailingOperationsConfiguration {

		@Bean
		@Lazy
		QStashOperations qstashOperations() {
			throw new IllegalStateException("no operations");
		}

	}

	static class TransactionLike {

		private final List<String> events = new ArrayList<>();

		Advisor advisor(int order) {
			Pointcut shop = new ComposablePointcut((ClassFilter) Shop.class::isAssignableFrom);
			DefaultPointcutAdvisor advisor = new DefaultPointcutAdvisor(shop, (MethodInterceptor) (call) -> {
				this.events.add("begin");
				Object result = call.proceed();
				this.events.add("commit");
				return result;
			});
			advisor.setOrder(order);
			return advisor;
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class TransactionLikeConfiguration {

		@Bean
		static TransactionLike transactionLike() {
			return new TransactionLike();
		}

		@Bean
		@Role(BeanDefinition.ROLE_INFRASTRUCTURE)
		static Advisor transactionAdvisor(TransactionLike transactionLike) {
			return transactionLike.advisor(Ordered.LOWEST_PRECEDENCE);
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class OuterTransactionLikeConfiguration {

		@Bean
		static TransactionLike transactionLike() {
			return new TransactionLike();
		}

		@Bean
		@Role(BeanDefinition.ROLE_INFRASTRUCTURE)
		static Advisor transactionAdvisor(TransactionLike transactionLike) {
			return transactionLike.advisor(Ordered.LOWEST_PRECEDENCE - 5);
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
