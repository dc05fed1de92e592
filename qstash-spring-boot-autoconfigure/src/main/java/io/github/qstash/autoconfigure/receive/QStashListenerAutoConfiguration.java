package io.github.qstash.autoconfigure.receive;

import java.util.List;

import io.github.qstash.autoconfigure.QStashProperties;
import io.github.qstash.receive.QStashCallback;
import io.github.qstash.receive.QStashEndpoints;
import io.github.qstash.receive.QStashFailureCallback;
import io.github.qstash.receive.QStashListeners;
import io.github.qstash.receive.QStashReceiver;
import io.github.qstash.receive.QStashRequest;
import io.github.qstash.receive.reactive.QStashServerWebExchangeMatcher;
import io.github.qstash.receive.reactive.ReactiveQStashEndpoints;
import io.github.qstash.receive.servlet.DeliveryBodyFilter;
import io.github.qstash.receive.servlet.QStashRequestMatcher;
import io.github.qstash.receive.servlet.ServletQStashEndpoints;
import org.jspecify.annotations.Nullable;

import org.springframework.aot.hint.ExecutableMode;
import org.springframework.aot.hint.MemberCategory;
import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.RuntimeHintsRegistrar;
import org.springframework.aot.hint.TypeReference;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication.Type;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.ImportRuntimeHints;
import org.springframework.security.web.server.util.matcher.ServerWebExchangeMatcher;
import org.springframework.security.web.util.matcher.RequestMatcher;
import org.springframework.web.reactive.result.method.annotation.RequestMappingHandlerMapping;

/**
 * Auto-configuration of the endpoints at which deliveries are received, and of
 * {@link io.github.qstash.annotation.QStashListener @QStashListener}.
 *
 * @since 1.0.0
 */
@AutoConfiguration(after = QStashReceiverAutoConfiguration.class,
		afterName = { "org.springframework.boot.webmvc.autoconfigure.WebMvcAutoConfiguration",
				"org.springframework.boot.webflux.autoconfigure.WebFluxAutoConfiguration" })
@ConditionalOnWebApplication
@ImportRuntimeHints(QStashListenerAutoConfiguration.EndpointHints.class)
public final class QStashListenerAutoConfiguration {

	private static QStashListeners listeners(ConfigurableListableBeanFactory beanFactory,
			ObjectProvider<QStashReceiver> receiver, QStashEndpoints endpoints, QStashProperties properties) {
		String basePath = properties.getListener().getBasePath();
		try {
			return new QStashListeners(beanFactory, receiver::getObject, endpoints, basePath);
		}
		catch (IllegalArgumentException ex) {
			throw new InvalidConfigurationPropertyValueException("qstash.listener.base-path", basePath,
					String.valueOf(ex.getMessage()));
		}
	}

	/** Keeps what requests are mapped to by reflection, and what reads callbacks. */
	static final class EndpointHints implements RuntimeHintsRegistrar {

		@Override
		public void registerHints(RuntimeHints hints, @Nullable ClassLoader classLoader) {
			List<TypeReference> request = TypeReference.listOf(QStashRequest.class);
			hints.reflection()
				.registerType(TypeReference.of("io.github.qstash.receive.AbstractQStashController"),
						(controller) -> controller.withMethod("receive", request, ExecutableMode.INVOKE)
							.withMethod("receiveGet", request, ExecutableMode.INVOKE))
				.registerType(TypeReference.of("io.github.qstash.receive.CallbackDeserializer"),
						MemberCategory.INVOKE_DECLARED_CONSTRUCTORS)
				.registerTypes(TypeReference.listOf(QStashCallback.class, QStashFailureCallback.class), (type) -> {
				});
		}

	}

	/**
	 * Listens on Spring MVC.
	 */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnWebApplication(type = Type.SERVLET)
	@ConditionalOnClass(org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping.class)
	@ConditionalOnBean(name = "requestMappingHandlerMapping")
	static class ServletConfiguration {

		@Bean
		@ConditionalOnMissingBean(QStashEndpoints.class)
		ServletQStashEndpoints qstashEndpoints(
				@Qualifier("requestMappingHandlerMapping") org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping handlerMapping,
				ListableBeanFactory beanFactory) {
			return new ServletQStashEndpoints(handlerMapping, beanFactory);
		}

		@Bean
		@ConditionalOnMissingBean(name = "qstashDeliveryBodyFilter")
		FilterRegistrationBean<DeliveryBodyFilter> qstashDeliveryBodyFilter(ServletQStashEndpoints endpoints) {
			FilterRegistrationBean<DeliveryBodyFilter> filter = new FilterRegistrationBean<>(
					new DeliveryBodyFilter(endpoints));
			// after forwarded headers, before everything that looks for parameters
			filter.setOrder(-20_000);
			return filter;
		}

		@Bean
		QStashListeners qstashListeners(ConfigurableListableBeanFactory beanFactory,
				ObjectProvider<QStashReceiver> receiver, QStashEndpoints endpoints, QStashProperties properties) {
			return listeners(beanFactory, receiver, endpoints, properties);
		}

		/**
		 * Tells Spring Security what is a delivery.
		 */
		@Configuration(proxyBeanMethods = false)
		@ConditionalOnClass(RequestMatcher.class)
		static class SecurityConfiguration {

			@Bean
			@ConditionalOnMissingBean
			QStashRequestMatcher qstashRequestMatcher(ObjectProvider<ServletQStashEndpoints> endpoints) {
				return new QStashRequestMatcher(endpoints::getObject);
			}

		}

	}

	/**
	 * Listens on Spring WebFlux.
	 */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnWebApplication(type = Type.REACTIVE)
	@ConditionalOnClass(RequestMappingHandlerMapping.class)
	@ConditionalOnBean(name = "requestMappingHandlerMapping")
	static class ReactiveConfiguration {

		@Bean
		@ConditionalOnMissingBean(QStashEndpoints.class)
		ReactiveQStashEndpoints qstashEndpoints(
				@Qualifier("requestMappingHandlerMapping") RequestMappingHandlerMapping handlerMapping,
				ListableBeanFactory beanFactory) {
			return new ReactiveQStashEndpoints(handlerMapping, beanFactory);
		}

		@Bean
		QStashListeners qstashListeners(ConfigurableListableBeanFactory beanFactory,
				ObjectProvider<QStashReceiver> receiver, QStashEndpoints endpoints, QStashProperties properties) {
			return listeners(beanFactory, receiver, endpoints, properties);
		}

		/**
		 * Tells Spring Security what is a delivery.
		 */
		@Configuration(proxyBeanMethods = false)
		@ConditionalOnClass(ServerWebExchangeMatcher.class)
		static class SecurityConfiguration {

			@Bean
			@ConditionalOnMissingBean
			QStashServerWebExchangeMatcher qstashServerWebExchangeMatcher(
					ObjectProvider<ReactiveQStashEndpoints> endpoints) {
				return new QStashServerWebExchangeMatcher(endpoints::getObject);
			}

		}

	}

}
