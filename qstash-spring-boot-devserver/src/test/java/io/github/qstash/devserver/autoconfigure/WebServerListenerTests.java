package io.github.qstash.devserver.autoconfigure;

import java.net.URI;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.support.StaticListableBeanFactory;
import org.springframework.boot.web.server.AbstractConfigurableWebServerFactory;
import org.springframework.boot.web.server.Ssl;
import org.springframework.boot.web.server.WebServer;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.boot.web.server.context.WebServerInitializedEvent;
import org.springframework.mock.env.MockEnvironment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.BDDMockito.given;
import static org.mockito.Mockito.mock;

class WebServerListenerTests {

	private final LocalPublicUrl publicUrl = new LocalPublicUrl(null);

	private final WebServerListener listener = new WebServerListener(provider(this.publicUrl));

	private final StaticListableBeanFactory webServerFactories = new StaticListableBeanFactory();

	@ParameterizedTest
	@CsvSource({ "'', http://localhost:8081", "/, http://localhost:8081", "/shop, http://localhost:8081/shop",
			"/shop/, http://localhost:8081/shop", "shop, http://localhost:8081/shop", "' ', http://localhost:8081" })
	void contextPathOfAServletApplicationIsPartOfTheUrl(String contextPath, URI expected) {
		this.listener.onApplicationEvent(event(null, "server.servlet.context-path", contextPath));
		assertThat(this.publicUrl.get()).isEqualTo(expected);
	}

	@ParameterizedTest
	@CsvSource({ "true, https://localhost:8081", "false, http://localhost:8081" })
	void schemeIsThatOfTheWebServer(boolean enabled, URI expected) {
		TestWebServerFactory factory = new TestWebServerFactory();
		Ssl ssl = new Ssl();
		ssl.setEnabled(enabled);
		factory.setSsl(ssl);
		this.webServerFactories.addBean("factory", factory);
		this.listener.onApplicationEvent(event(null, "x", "y"));
		assertThat(this.publicUrl.get()).isEqualTo(expected);
	}

	@Test
	void managementServerIsNotTheApplication() {
		this.listener.onApplicationEvent(event("management", "x", "y"));
		assertThat(this.publicUrl.get()).isNull();
	}

	@Test
	void publicUrlOfTheApplicationNeedsNoPort() {
		WebServerListener withoutOurs = new WebServerListener(
				new StaticListableBeanFactory().getBeanProvider(LocalPublicUrl.class));
		withoutOurs.onApplicationEvent(event(null, "x", "y"));
		assertThat(this.publicUrl.get()).isNull();
	}

	private static ObjectProvider<LocalPublicUrl> provider(LocalPublicUrl publicUrl) {
		StaticListableBeanFactory beans = new StaticListableBeanFactory();
		beans.addBean("publicUrl", publicUrl);
		return beans.getBeanProvider(LocalPublicUrl.class);
	}

	private WebServerInitializedEvent event(String namespace, String property, String value) {
		WebServer webServer = mock(WebServer.class);
		given(webServer.getPort()).willReturn(8081);
		WebServerApplicationContext context = mock(WebServerApplicationContext.class);
		given(context.getServerNamespace()).willReturn(namespace);
		given(context.getEnvironment()).willReturn(new MockEnvironment().withProperty(property, value));
		given(context.getBeanProvider(AbstractConfigurableWebServerFactory.class))
			.willReturn(this.webServerFactories.getBeanProvider(AbstractConfigurableWebServerFactory.class));
		WebServerInitializedEvent event = mock(WebServerInitializedEvent.class);
		given(event.getWebServer()).willReturn(webServer);
		given(event.getApplicationContext()).willReturn(context);
		return event;
	}

	private static final class TestWebServerFactory extends AbstractConfigurableWebServerFactory {

	}

}
