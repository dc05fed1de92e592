package io.github.qstash.devserver.autoconfigure;

import io.github.qstash.devserver.QStashDevServer;

import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.ApplicationContext;
import org.springframework.context.ApplicationListener;
import org.springframework.context.SmartLifecycle;

/**
 * Lets deliveries start when the application is ready, and holds them back before its web
 * server stops: no attempt fails only because the application starts or stops. A context
 * that was refreshed without a {@link org.springframework.boot.SpringApplication} is
 * ready as soon as its beans have started: nobody will say so later.
 */
class DeliveryLifecycle implements SmartLifecycle, ApplicationListener<ApplicationReadyEvent> {

	// what a SpringApplication leaves in the context that it runs, before the refresh
	private static final String SPRING_APPLICATION = "springApplicationArguments";

	// web servers stop below this phase, and what an application adds above it
	private static final int PHASE = DEFAULT_PHASE - 512;

	private final QStashDevServer server;

	private final ApplicationContext context;

	private boolean ready;

	private boolean running;

	DeliveryLifecycle(QStashDevServer server, ApplicationContext context) {
		this.server = server;
		this.context = context;
	}

	@Override
	public synchronized void onApplicationEvent(ApplicationReadyEvent event) {
		if (event.getApplicationContext() == this.context) {
			this.ready = true;
			openIfReady();
		}
	}

	@Override
	public synchronized void start() {
		this.running = true;
		if (!this.context.containsLocalBean(SPRING_APPLICATION)) {
			this.ready = true;
		}
		openIfReady();
	}

	@Override
	public synchronized void stop() {
		this.running = false;
		this.server.holdDeliveries();
	}

	@Override
	public synchronized boolean isRunning() {
		return this.running;
	}

	@Override
	public int getPhase() {
		return PHASE;
	}

	private void openIfReady() {
		if (this.ready && this.running) {
			this.server.openDeliveries();
		}
	}

}
