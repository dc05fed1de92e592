package io.github.qstash.autoconfigure.receive;

import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.List;

import io.github.qstash.autoconfigure.QStashAutoConfiguration;
import io.github.qstash.autoconfigure.QStashConnectionDetails;
import io.github.qstash.message.QStashPublicUrl;
import io.github.qstash.receive.QStashController;
import io.github.qstash.receive.QStashDelivery;
import io.github.qstash.receive.QStashReceiver;
import io.github.qstash.receive.reactive.QStashRequestArgumentResolver;
import io.github.qstash.signature.MatchedKey;
import io.github.qstash.signature.QStashSignatureVerifier;
import io.github.qstash.signature.QStashSigner;
import io.github.qstash.signature.SigningKeys;
import io.github.qstash.signature.SubjectCheck;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Mono;

import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.boot.LazyInitializationBeanFactoryPostProcessor;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.boot.convert.DurationStyle;
import org.springframework.boot.http.client.autoconfigure.HttpClientAutoConfiguration;
import org.springframework.boot.jackson.autoconfigure.JacksonAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.context.runner.ReactiveWebApplicationContextRunner;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.boot.webflux.autoconfigure.WebFluxAutoConfiguration;
import org.springframework.boot.webmvc.autoconfigure.DispatcherServletAutoConfiguration;
import org.springframework.boot.webmvc.autoconfigure.WebMvcAutoConfiguration;
import org.springframework.context.ApplicationContext;
import org.springframework.context.SmartLifecycle;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.reactive.config.WebFluxConfigurer;
import org.springframework.web.reactive.result.method.annotation.RequestMappingHandlerAdapter;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;

/**
 * Tests for {@link QStashReceiverAutoConfiguration}.
 */
@ExtendWith(OutputCaptureExtension.class)
class QStashReceiverAutoConfigurationTests {

	private static final String CURRENT = "qstash.current-signing-key=sig_current";

	private static final String NEXT = "qstash.next-signing-key=sig_next";

	private final AutoConfigurations autoConfigurations = AutoConfigurations.of(HttpClientAutoConfiguration.class,
			JacksonAutoConfiguration.class, QStashAutoConfiguration.class, QStashReceiverAutoConfiguration.class);

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(this.autoConfigurations);

	private final WebApplicationContextRunner servletRunner = new WebApplicationContextRunner()
		.withConfiguration(this.autoConfigurations)
		.withConfiguration(
				AutoConfigurations.of(DispatcherServletAutoConfiguration.class, WebMvcAutoConfiguration.class));

	private final ReactiveWebApplicationContextRunner webRunner = new ReactiveWebApplicationContextRunner()
		.withConfiguration(this.autoConfigurations)
		.withConfiguration(AutoConfigurations.of(WebFluxAutoConfiguration.class));

	@Test
	void whenNothingReceivesThenStartsWithoutKeys() {
		this.runner.run((context) -> assertThat(context).hasNotFailed());
		this.webRunner.run((context) -> assertThat(context).hasNotFailed());
	}

	@Test
	void whenControllerIsThereAndKeysAreNotThenDoesNotStartAndSaysWhatToSet(CapturedOutput output) {
		SpringApplication application = new SpringApplication(ReceivingApplication.class);
		application.setWebApplicationType(WebApplicationType.NONE);
		assertThatException().isThrownBy(application::run);
		assertThat(output).contains("APPLICATION FAILED TO START")
			.contains("'qstash.current-signing-key'")
			.contains("'qstash.next-signing-key'")
			.contains("QSTASH_CURRENT_SIGNING_KEY")
			.contains("QSTASH_NEXT_SIGNING_KEY")
			.contains("io.github.qstash:qstash-spring-boot-devserver")
			.contains("none of 'qstash.url', 'qstash.token' and 'qstash.current-signing-key' is set")
			.contains("'qstash.devserver.enabled' is not 'false'");
	}

	@Test
	void whenBeansAreLazyThenDoesNotStartWithoutKeysNevertheless() {
		this.runner
			.withInitializer(
					(context) -> context.addBeanFactoryPostProcessor(new LazyInitializationBeanFactoryPostProcessor()))
			.withUserConfiguration(Shipments.class)
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.isInstanceOf(MissingQStashSigningKeyException.class));
	}

	@Test
	void whenWebMvcIsThereThenResolvesTheRequest() {
		this.servletRunner.withPropertyValues(CURRENT, NEXT).withUserConfiguration(Shipments.class).run((context) -> {
			assertThat(context).hasNotFailed().doesNotHaveBean(QStashRequestArgumentResolver.class);
			var resolver = context.getBean(io.github.qstash.receive.servlet.QStashRequestArgumentResolver.class);
			assertThat(context
				.getBean(org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerAdapter.class)
				.getCustomArgumentResolvers()).contains(resolver);
		});
	}

	@Test
	void whenResolverOfWebMvcIsDefinedThenIsTheOnlyOne() {
		var resolver = new io.github.qstash.receive.servlet.QStashRequestArgumentResolver(true);
		this.servletRunner
			.withBean(io.github.qstash.receive.servlet.QStashRequestArgumentResolver.class, () -> resolver)
			.run((context) -> assertThat(context)
				.getBean(io.github.qstash.receive.servlet.QStashRequestArgumentResolver.class)
				.isSameAs(resolver));
	}

	@Test
	void whenWebMvcConfigurerOfTheSameNameIsDefinedThenBacksOff() {
		WebMvcConfigurer configurer = new WebMvcConfigurer() {
		};
		this.servletRunner.withBean("qstashWebMvcConfigurer", WebMvcConfigurer.class, () -> configurer)
			.run((context) -> assertThat(context).getBean("qstashWebMvcConfigurer").isSameAs(configurer));
	}

	@Test
	void whenWebMvcIsNotOnTheClassPathThenStartsWithoutIt() {
		new ApplicationContextRunner().withConfiguration(this.autoConfigurations)
			.withClassLoader(new FilteredClassLoader("org.springframework.web.servlet", "jakarta.servlet"))
			.withPropertyValues(CURRENT)
			.run((context) -> assertThat(context).hasNotFailed().getBean(QStashReceiver.class).isNotNull());
	}

	@ParameterizedTest
	@ValueSource(strings = { "qstash.current-signing-key=", "qstash.current-signing-key= ", NEXT })
	void whenCurrentKeyIsMissingThenDoesNotStart(String property) {
		this.webRunner.withPropertyValues(property)
			.withUserConfiguration(Shipments.class)
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.isInstanceOf(MissingQStashSigningKeyException.class));
	}

	@Test
	void whenOnlyCurrentKeyIsSetThenReceivesWithItAndWarnsOfTheNextRotation(CapturedOutput output) {
		this.webRunner.withPropertyValues(CURRENT).withUserConfiguration(Shipments.class).run((context) -> {
			assertThat(context).hasNotFailed();
			assertThat(matchedKey(context.getBean(QStashSignatureVerifier.class), "sig_current"))
				.isEqualTo(MatchedKey.CURRENT);
		});
		assertThat(output).containsOnlyOnce("WARN")
			.contains("after the next rotation")
			.contains("'qstash.next-signing-key'")
			.doesNotContain("sig_current");
	}

	@Test
	void whenBothKeysAreSetThenDoesNotWarn(CapturedOutput output) {
		this.webRunner.withPropertyValues(CURRENT, NEXT)
			.withUserConfiguration(Shipments.class)
			.run((context) -> assertThat(context).hasNotFailed());
		assertThat(output).doesNotContain("WARN");
	}

	@Test
	void whenOnlyCurrentKeyIsSetButNothingReceivesThenDoesNotWarn(CapturedOutput output) {
		this.webRunner.withPropertyValues(CURRENT).run((context) -> assertThat(context).hasNotFailed());
		assertThat(output).doesNotContain("WARN");
	}

	@Test
	void whenBothKeysAreSetThenReceivesWithBoth() {
		this.runner.withPropertyValues(CURRENT, NEXT).run((context) -> {
			QStashSignatureVerifier verifier = context.getBean(QStashSignatureVerifier.class);
			assertThat(matchedKey(verifier, "sig_current")).isEqualTo(MatchedKey.CURRENT);
			assertThat(matchedKey(verifier, "sig_next")).isEqualTo(MatchedKey.NEXT);
		});
	}

	@Test
	void whenConnectionDetailsAreDefinedThenKeysAreTheirs() {
		this.runner.withPropertyValues(CURRENT)
			.withBean(QStashConnectionDetails.class, OtherConnectionDetails::new)
			.run((context) -> assertThat(
					matchedKey(context.getBean(QStashSignatureVerifier.class), "sig_of_other_details"))
				.isEqualTo(MatchedKey.CURRENT));
	}

	@Test
	void whenClockToleranceIsSetThenIsApplied() {
		this.runner.withPropertyValues(CURRENT, "qstash.receiver.clock-tolerance=5m").run((context) -> {
			Clock past = Clock.offset(Clock.systemUTC(), Duration.ofMinutes(-9));
			String signature = new QStashSigner("sig_current", past).sign("https://h.example", new byte[0]);
			assertThat(
					context.getBean(QStashSignatureVerifier.class).verify(signature, new byte[0], SubjectCheck.none()))
				.isNotNull();
		});
	}

	@ParameterizedTest
	@ValueSource(strings = { "365d", "301s", "-1s" })
	void whenClockToleranceIsNegativeOrOverFiveMinutesThenDoesNotStart(String tolerance) {
		this.webRunner.withPropertyValues(CURRENT, NEXT, "qstash.receiver.clock-tolerance=" + tolerance)
			.withUserConfiguration(Shipments.class)
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.isInstanceOfSatisfying(InvalidConfigurationPropertyValueException.class, (ex) -> {
					assertThat(ex.getName()).isEqualTo("qstash.receiver.clock-tolerance");
					assertThat(ex.getValue()).isEqualTo(DurationStyle.detectAndParse(tolerance));
				}));
	}

	@Test
	void whenClockToleranceIsTooLongThenSaysWhichPropertyAndWhy(CapturedOutput output) {
		SpringApplication application = new SpringApplication(ReceivingApplication.class);
		application.setWebApplicationType(WebApplicationType.NONE);
		assertThatException()
			.isThrownBy(() -> application.run("--" + CURRENT, "--" + NEXT, "--qstash.receiver.clock-tolerance=365d"));
		assertThat(output).contains("APPLICATION FAILED TO START")
			.contains("qstash.receiver.clock-tolerance")
			.contains("365d")
			.contains("between zero and 5 minutes");
	}

	@Test
	void whenVerifierIsDefinedThenKeysAreNotNeeded() {
		QStashSignatureVerifier verifier = new QStashSignatureVerifier(SigningKeys.of("sig_own", null),
				Clock.systemUTC(), Duration.ZERO);
		this.webRunner.withBean(QStashSignatureVerifier.class, () -> verifier)
			.withUserConfiguration(Shipments.class)
			.run((context) -> {
				assertThat(context).hasNotFailed().hasSingleBean(QStashReceiver.class);
				assertThat(context.getBean(QStashSignatureVerifier.class)).isSameAs(verifier);
			});
	}

	@Test
	void whenReceiverIsDefinedThenIsTheOnlyOne() {
		QStashReceiver receiver = QStashReceiver
			.builder(new QStashSignatureVerifier(SigningKeys.of("sig_own", null), Clock.systemUTC(), Duration.ZERO))
			.build();
		this.webRunner.withBean(QStashReceiver.class, () -> receiver)
			.withUserConfiguration(Shipments.class)
			.run((context) -> assertThat(context).hasNotFailed().getBean(QStashReceiver.class).isSameAs(receiver));
	}

	@Test
	void whenUrlCheckIsFullAndPublicUrlIsNotSetThenDoesNotStart() {
		this.webRunner.withPropertyValues(CURRENT, "qstash.receiver.url-check=full")
			.withUserConfiguration(Shipments.class)
			.run((context) -> assertThat(context).getFailure().isInstanceOf(MissingQStashPublicUrlException.class));
	}

	@Test
	void whenUrlCheckIsFullAndPublicUrlIsNotSetThenSaysWhatToSet(CapturedOutput output) {
		SpringApplication application = new SpringApplication(ReceivingApplication.class);
		application.setWebApplicationType(WebApplicationType.NONE);
		assertThatException()
			.isThrownBy(() -> application.run("--" + CURRENT, "--" + NEXT, "--qstash.receiver.url-check=full"));
		assertThat(output).contains("APPLICATION FAILED TO START")
			.contains("'qstash.receiver.url-check' is 'full'")
			.contains("set the property 'qstash.public-url'");
	}

	@Test
	void whenUrlCheckIsFullAndPublicUrlIsNotSetAndReceiverIsCreatedLaterThenRefusesToCreateIt() {
		ReactiveWebApplicationContextRunner full = this.webRunner.withPropertyValues(CURRENT, NEXT,
				"qstash.receiver.url-check=full");
		ReactiveWebApplicationContextRunner lazy = full.withInitializer(
				(context) -> context.addBeanFactoryPostProcessor(new LazyInitializationBeanFactoryPostProcessor()));
		for (ReactiveWebApplicationContextRunner runner : List.of(full, lazy)) {
			runner.run((context) -> {
				assertThat(context).hasNotFailed();
				assertThatException().isThrownBy(() -> context.getBean(QStashReceiver.class))
					.havingRootCause()
					.isInstanceOf(MissingQStashPublicUrlException.class);
			});
		}
	}

	@Test
	void whenUrlCheckIsFullAndPublicUrlIsSetAndReceiverIsCreatedLaterThenCreatesIt() {
		this.webRunner
			.withPropertyValues(CURRENT, NEXT, "qstash.receiver.url-check=full", "qstash.public-url=https://h.example")
			.run((context) -> assertThat(context.getBean(QStashReceiver.class)).isNotNull());
	}

	@Test
	void whenUrlCheckIsNotFullThenPublicUrlIsNotNeeded() {
		this.webRunner.withPropertyValues(CURRENT, NEXT)
			.withUserConfiguration(Shipments.class)
			.run((context) -> assertThat(context).hasNotFailed());
	}

	@Test
	void whenAChildContextIsRefreshedFirstThenPublicUrlIsStillAskedForLate() {
		this.webRunner.withPropertyValues(CURRENT, NEXT, "qstash.receiver.url-check=full")
			.withUserConfiguration(Shipments.class)
			.withBean(ChildContext.class)
			.withBean(QStashPublicUrl.class, LatePublicUrl::new)
			.run((context) -> assertThat(context).hasNotFailed());
	}

	@Test
	void whenUrlCheckIsFullAndPublicUrlIsSetThenStarts() {
		this.webRunner
			.withPropertyValues(CURRENT, "qstash.receiver.url-check=full", "qstash.public-url=https://h.example")
			.withUserConfiguration(Shipments.class)
			.run((context) -> assertThat(context).hasNotFailed());
	}

	@Test
	void whenPublicUrlIsNotKnownBeforeTheServerRunsThenIsAskedForLate() {
		this.webRunner.withPropertyValues(CURRENT, "qstash.receiver.url-check=full")
			.withUserConfiguration(Shipments.class)
			.withBean(QStashPublicUrl.class, LatePublicUrl::new)
			.run((context) -> assertThat(context).hasNotFailed());
	}

	@Test
	void whenUrlCheckIsOffThenWarnsAtStartup(CapturedOutput output) {
		this.webRunner.withPropertyValues(CURRENT, "qstash.receiver.url-check=off")
			.withUserConfiguration(Shipments.class)
			.run((context) -> assertThat(context).hasNotFailed());
		assertThat(output).containsOnlyOnce("The URL that QStash signed is not checked");
	}

	@Test
	void whenMaxBodySizeIsNotPositiveThenDoesNotStart() {
		this.webRunner.withPropertyValues(CURRENT, "qstash.receiver.max-body-size=0B")
			.withUserConfiguration(Shipments.class)
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.hasMessage("'maxBodySize' must be positive"));
	}

	@Test
	void whenBodyTimeoutIsNotPositiveThenDoesNotStart() {
		this.webRunner.withPropertyValues(CURRENT, "qstash.receiver.body-timeout=0s")
			.withUserConfiguration(Shipments.class)
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.hasMessage("'bodyTimeout' must be positive"));
	}

	@Test
	void whenThereIsNoJsonMapperThenReceivesWithADefaultOne() {
		new ApplicationContextRunner()
			.withConfiguration(
					AutoConfigurations.of(QStashAutoConfiguration.class, QStashReceiverAutoConfiguration.class))
			.withPropertyValues(CURRENT)
			.run((context) -> assertThat(context).getBean(QStashReceiver.class).isNotNull());
	}

	@Test
	void whenWebFluxIsThereThenResolvesTheRequest() {
		this.webRunner.run((context) -> {
			QStashRequestArgumentResolver resolver = context.getBean(QStashRequestArgumentResolver.class);
			assertThat(context.getBean(RequestMappingHandlerAdapter.class).getArgumentResolverConfigurer()).isNotNull()
				.extracting("customResolvers")
				.asInstanceOf(InstanceOfAssertFactories.LIST)
				.contains(resolver);
		});
	}

	@Test
	void whenResolverIsDefinedThenIsTheOnlyOne() {
		QStashRequestArgumentResolver resolver = new QStashRequestArgumentResolver();
		this.webRunner.withBean(QStashRequestArgumentResolver.class, () -> resolver)
			.run((context) -> assertThat(context).getBean(QStashRequestArgumentResolver.class).isSameAs(resolver));
	}

	@Test
	void whenConfigurerOfTheSameNameIsDefinedThenBacksOff() {
		WebFluxConfigurer configurer = new WebFluxConfigurer() {
		};
		this.webRunner.withBean("qstashWebFluxConfigurer", WebFluxConfigurer.class, () -> configurer)
			.run((context) -> assertThat(context).getBean("qstashWebFluxConfigurer").isSameAs(configurer));
	}

	@Test
	void whenOtherConfigurersAreDefinedThenIsThereBesideThem() {
		this.webRunner.withBean("own", WebFluxConfigurer.class, () -> new WebFluxConfigurer() {
		}).run((context) -> assertThat(context).hasBean("qstashWebFluxConfigurer"));
	}

	@Test
	void whenApplicationIsNotReactiveThenLeavesWebFluxAlone() {
		this.runner.run((context) -> assertThat(context).doesNotHaveBean(QStashRequestArgumentResolver.class)
			.doesNotHaveBean(WebFluxConfigurer.class));
	}

	@Test
	void whenWebFluxIsNotOnTheClassPathThenStartsWithoutIt() {
		this.runner.withClassLoader(new FilteredClassLoader("org.springframework.web.reactive"))
			.withPropertyValues(CURRENT)
			.run((context) -> assertThat(context).hasNotFailed().getBean(QStashReceiver.class).isNotNull());
	}

	private static MatchedKey matchedKey(QStashSignatureVerifier verifier, String key) {
		String signature = new QStashSigner(key, Clock.systemUTC()).sign("https://h.example", new byte[0]);
		return verifier.verify(signature, new byte[0], SubjectCheck.none()).key();
	}

	/**
	 * Refreshed before {@link LatePublicUrl} knows the URL.
	 */
	static class ChildContext implements SmartInitializingSingleton {

		private final ApplicationContext parent;

		ChildContext(ApplicationContext parent) {
			this.parent = parent;
		}

		@Override
		public void afterSingletonsInstantiated() {
			GenericApplicationContext child = new GenericApplicationContext(this.parent);
			child.refresh();
			child.close();
		}

	}

	@RestController
	@RequestMapping("/shipments")
	static class Shipments extends QStashController<String> {

		@Override
		protected Mono<?> handle(QStashDelivery<String> delivery) {
			return Mono.empty();
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration({ QStashAutoConfiguration.class, QStashReceiverAutoConfiguration.class })
	@Import(Shipments.class)
	static class ReceivingApplication {

	}

	static class OtherConnectionDetails implements QStashConnectionDetails {

		@Override
		public @Nullable String getToken() {
			return null;
		}

		@Override
		public String getCurrentSigningKey() {
			return "sig_of_other_details";
		}

		@Override
		public @Nullable String getNextSigningKey() {
			return null;
		}

	}

	/**
	 * Knows the URL from the moment at which a web server would have started.
	 */
	static class LatePublicUrl implements QStashPublicUrl, SmartLifecycle {

		private volatile @Nullable URI url;

		@Override
		public @Nullable URI get() {
			return this.url;
		}

		@Override
		public void start() {
			this.url = URI.create("http://127.0.0.1:8080");
		}

		@Override
		public void stop() {
			this.url = null;
		}

		@Override
		public boolean isRunning() {
			return this.url != null;
		}

	}

}
