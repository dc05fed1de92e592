package io.github.qstash.autoconfigure.receive;

import io.github.qstash.message.QStashPublicUrl;

import org.springframework.context.ApplicationContext;
import org.springframework.context.ApplicationListener;
import org.springframework.context.event.ContextRefreshedEvent;

/**
 * Keeps a receiver from working whose URL check could only fail. Looks when the web
 * server is running, because some learn their public URL from its port.
 */
class PublicUrlRequirement implements ApplicationListener<ContextRefreshedEvent> {

	private final ApplicationContext applicationContext;

	private final QStashPublicUrl publicUrl;

	private volatile boolean required;

	private volatile boolean refreshed;

	PublicUrlRequirement(ApplicationContext applicationContext, QStashPublicUrl publicUrl) {
		this.applicationContext = applicationContext;
		this.publicUrl = publicUrl;
	}

	/**
	 * Require the public URL from now on, or from the moment at which the application has
	 * started.
	 */
	void require() {
		this.required = true;
		check();
	}

	@Override
	public void onApplicationEvent(ContextRefreshedEvent event) {
		if (event.getApplicationContext() == this.applicationContext) { // not a child
			this.refreshed = true;
			check();
		}
	}

	private void check() {
		if (this.required && this.refreshed && this.publicUrl.get() == null) {
			throw new MissingQStashPublicUrlException();
		}
	}

}
