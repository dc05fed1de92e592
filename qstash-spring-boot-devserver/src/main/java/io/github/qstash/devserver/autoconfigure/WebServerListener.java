package io.github.qstash.devserver.autoconfigure;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.web.server.AbstractConfigurableWebServerFactory;
import org.springframework.boot.web.server.Ssl;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.boot.web.server.context.WebServerInitializedEvent;
import org.springframework.boot.web.server.reactive.context.ReactiveWebServerInitializedEvent;
import org.springframework.context.ApplicationListener;
import org.springframework.core.env.Environment;

/**
 * Learns where the application's own web server listens.
 */
class WebServerListener implements ApplicationListener<WebServerInitializedEvent> {

	/** Empty if the application brings a public URL of its own. */
	private final ObjectProvider<LocalPublicUrl> publicUrl;

	WebServerListener(ObjectProvider<LocalPublicUrl> publicUrl) {
		this.publicUrl = publicUrl;
	}

	@Override
	public void onApplicationEvent(WebServerInitializedEvent event) {
		if (!WebServerApplicationContext.hasServerNamespace(event.getApplicationContext(), "management")) {
			this.publicUrl
				.ifAvailable((url) -> url.isLocalAt(scheme(event), event.getWebServer().getPort(), path(event)));
		}
	}

	private static String path(WebServerInitializedEvent event) {
		boolean reactive = event instanceof ReactiveWebServerInitializedEvent;
		Environment environment = event.getApplicationContext().getEnvironment();
		String path = environment.getProperty(reactive ? "spring.webflux.base-path" : "server.servlet.context-path",
				"");
		return normalized(path.strip());
	}

	// what Boot makes of it, which others read from the same property
	private static String normalized(String path) {
		String withoutEnd = path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
		return (withoutEnd.isEmpty() || withoutEnd.startsWith("/")) ? withoutEnd : "/" + withoutEnd;
	}

	private static String scheme(WebServerInitializedEvent event) {
		AbstractConfigurableWebServerFactory factory = event.getApplicationContext()
			.getBeanProvider(AbstractConfigurableWebServerFactory.class)
			.getIfAvailable();
		return (factory != null && Ssl.isEnabled(factory.getSsl())) ? "https" : "http";
	}

}
