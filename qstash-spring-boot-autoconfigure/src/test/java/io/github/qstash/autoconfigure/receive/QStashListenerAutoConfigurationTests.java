package io.github.qstash.autoconfigure.receive;

import io.github.qstash.annotation.QStashListener;
import io.github.qstash.autoconfigure.QStashAutoConfiguration;
import io.github.qstash.receive.PayloadConverter;
import io.github.qstash.receive.QStashEndpoints;
import io.github.qstash.receive.QStashListeners;
import io.github.qstash.receive.QStashReceiver;
import io.github.qstash.receive.reactive.CodecPayloads;
import io.github.qstash.receive.reactive.QStashServerWebExchangeMatcher;
import io.github.qstash.receive.reactive.ReactiveQStashEndpoints;
import io.github.qstash.receive.servlet.DeliveryBodyFilter;
import io.github.qstash.receive.servlet.MessageConverterPayloads;
import io.github.qstash.receive.servlet.QStashRequestMatcher;
import io.github.qstash.receive.servlet.ServletQStashEndpoints;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.http.client.autoconfigure.HttpClientAutoConfiguration;
import org.springframework.boot.jackson.autoconfigure.JacksonAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.context.runner.ReactiveWebApplicationContextRunner;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.boot.web.context.reactive.AnnotationConfigReactiveWebApplicationContext;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.boot.webflux.autoconfigure.WebFluxAutoConfiguration;
import org.springframework.boot.webmvc.autoconfigure.DispatcherServletAutoConfiguration;
import org.springframework.boot.webmvc.autoconfigure.WebMvcAutoConfiguration;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;

/**
 * Tests for {@link QStashListenerAutoConfiguration}.
 */
@ExtendWith(OutputCaptureExtension.class)
class QStashListenerAutoConfigurationTests {

	private final AutoConfigurations autoConfigurations = AutoConfigurations.of(HttpClientAutoConfiguration.class,
			JacksonAutoConfiguration.class, QStashAutoConfiguration.class, QStashReceiverAutoConfiguration.class,
			QStashListenerAutoConfiguration.class);

	private final WebApplicationContextRunner servletRunner = new WebApplicationContextRunner()
		.withConfiguration(this.autoConfigurations)
		.withConfiguration(
				AutoConfigurations.of(DispatcherServletAutoConfiguration.class, WebMvcAutoConfiguration.class));

	private final ReactiveWebApplicationContextRunner reactiveRunner = new ReactiveWebApplicationContextRunner()
		.withConfiguration(this.autoConfigurations)
		.withConfiguration(AutoConfigurations.of(WebFluxAutoConfiguration.class));

	@Test
	void whenApplicationIsAServletApplicationThenListensOnSpringMvc() {
		this.servletRunner.run((context) -> assertThat(context).hasNotFailed()
			.hasSingleBean(QStashListeners.class)
			.hasSingleBean(ServletQStashEndpoints.class)
			.hasSingleBean(QStashRequestMatcher.class)
			.hasSingleBean(MessageConverterPayloads.class)
			.hasBean("qstashDeliveryBodyFilter")
			.doesNotHaveBean(ReactiveQStashEndpoints.class)
			.doesNotHaveBean(QStashServerWebExchangeMatcher.class));
	}

	@Test
	void whenApplicationIsReactiveThenListensOnSpringWebFlux() {
		this.reactiveRunner.run((context) -> assertThat(context).hasNotFailed()
			.hasSingleBean(QStashListeners.class)
			.hasSingleBean(ReactiveQStashEndpoints.class)
			.hasSingleBean(QStashServerWebExchangeMatcher.class)
			.hasSingleBean(CodecPayloads.class)
			.doesNotHaveBean(ServletQStashEndpoints.class)
			.doesNotHaveBean("qstashDeliveryBodyFilter"));
	}

	@Test
	void whenThereIsNoWebStackThenListensNowhere() {
		new ApplicationContextRunner().withConfiguration(this.autoConfigurations)
			.run((context) -> assertThat(context).hasNotFailed()
				.doesNotHaveBean(QStashListeners.class)
				.doesNotHaveBean(QStashEndpoints.class)
				.doesNotHaveBean(PayloadConverter.class));
		new WebApplicationContextRunner().withConfiguration(this.autoConfigurations)
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(QStashListeners.class));
		new ReactiveWebApplicationContextRunner().withConfiguration(this.autoConfigurations)
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(QStashListeners.class));
	}

	@Test
	void whenSpringSecurityIsNotThereThenStartsWithoutIt() {
		FilteredClassLoader withoutSecurity = new FilteredClassLoader("org.springframework.security");
		this.servletRunner.withClassLoader(withoutSecurity)
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean("qstashRequestMatcher"));
		this.reactiveRunner.withClassLoader(withoutSecurity)
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean("qstashServerWebExchangeMatcher"));
	}

	@Test
	void whenBeansAreDefinedThenAreTheOnlyOnes() {
		QStashRequestMatcher matcher = new QStashRequestMatcher(() -> {
			throw new IllegalStateException();
		});
		this.servletRunner.withBean(QStashRequestMatcher.class, () -> matcher)
			.withBean(PayloadConverter.class, () -> PayloadConverter.NONE)
			.withBean("qstashDeliveryBodyFilter", String.class, () -> "mine")
			.run((context) -> assertThat(context).hasNotFailed()
				.doesNotHaveBean(MessageConverterPayloads.class)
				.doesNotHaveBean(DeliveryBodyFilter.class)
				.doesNotHaveBean(FilterRegistrationBean.class)
				.getBean(QStashRequestMatcher.class)
				.isSameAs(matcher));
		QStashServerWebExchangeMatcher exchangeMatcher = new QStashServerWebExchangeMatcher(() -> {
			throw new IllegalStateException();
		});
		this.reactiveRunner.withBean(QStashServerWebExchangeMatcher.class, () -> exchangeMatcher)
			.withBean(PayloadConverter.class, () -> PayloadConverter.NONE)
			.run((context) -> assertThat(context).hasNotFailed()
				.doesNotHaveBean(CodecPayloads.class)
				.getBean(QStashServerWebExchangeMatcher.class)
				.isSameAs(exchangeMatcher));
	}

	@Test
	void whenASchedulerForBlockingHandlersIsDefinedThenTheyRunThere() {
		this.reactiveRunner.withPropertyValues("qstash.current-signing-key=sig_current")
			.withBean("qstashBlockingScheduler", Scheduler.class, Schedulers::immediate)
			.withBean("other", Scheduler.class, Schedulers::single)
			.run((context) -> assertThat(context.getBean(QStashReceiver.class)).extracting("blockingCalls.scheduler")
				.isSameAs(Schedulers.immediate()));
		this.reactiveRunner.withPropertyValues("qstash.current-signing-key=sig_current")
			.withBean("other", Scheduler.class, Schedulers::single)
			.run((context) -> assertThat(context.getBean(QStashReceiver.class)).extracting("blockingCalls.scheduler")
				.isNotSameAs(Schedulers.single()));
	}

	@Test
	void whenAListenerCannotWorkThenSaysWhatIsWrongAndWhatIsRight(CapturedOutput output) {
		SpringApplication application = new SpringApplication(InvalidApplication.class);
		application.setWebApplicationType(WebApplicationType.REACTIVE);
		application.setApplicationContextFactory((type) -> new AnnotationConfigReactiveWebApplicationContext());
		assertThatException().isThrownBy(() -> application.run("--qstash.current-signing-key=sig_current"));
		assertThat(output).contains("APPLICATION FAILED TO START")
			.contains("@QStashListener on method '" + Invalid.class.getName() + ".listen(String, String)' of bean '")
			.contains("is not valid: it has 2 parameters for the payload.")
			.contains("Leave one of them. Headers are annotated with @RequestHeader.");
	}

	static class Invalid {

		@QStashListener("/x")
		void listen(String one, String other) {
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration({ JacksonAutoConfiguration.class, QStashAutoConfiguration.class,
			QStashReceiverAutoConfiguration.class, QStashListenerAutoConfiguration.class,
			WebFluxAutoConfiguration.class })
	@Import(Invalid.class)
	static class InvalidApplication {

	}

}
