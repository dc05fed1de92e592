package io.github.qstash.autoconfigure.receive;

import java.net.URI;

import io.github.qstash.message.QStashPublicUrl;
import io.github.qstash.receive.UrlCheck;

import org.springframework.context.ApplicationListener;
import org.springframework.context.event.ContextRefreshedEvent;
import org.springframework.util.Assert;

/**
 * Keeps an application from starting whose URL check could only fail. Looks when the web
 * server is running, because some learn their public URL from its port.
 */
class PublicUrlRequirement implements ApplicationListener<ContextRefreshedEvent> {

	private final UrlCheck urlCheck;

	private final QStashPublicUrl publicUrl;

	PublicUrlRequirement(UrlCheck urlCheck, QStashPublicUrl publicUrl) {
		this.urlCheck = urlCheck;
		this.publicUrl = publicUrl;
	}

	@Override
	public void onApplicationEvent(ContextRefreshedEvent event) {
		URI url = this.publicUrl.get();
		Assert.state(url != null || this.urlCheck != UrlCheck.FULL,
				"'qstash.receiver.url-check' is 'full', which needs 'qstash.public-url'");
		Assert.state(url == null || isBase(url),
				() -> "'qstash.public-url' must be an absolute http or https URL without query but was '" + url + "'");
	}

	private static boolean isBase(URI url) {
		return ("http".equalsIgnoreCase(url.getScheme()) || "https".equalsIgnoreCase(url.getScheme()))
				&& url.getRawAuthority() != null && url.getRawQuery() == null && url.getRawFragment() == null;
	}

}
