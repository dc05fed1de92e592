package io.github.qstash.samples.transactional;

import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import io.github.qstash.autoconfigure.QStashConnectionDetails;
import io.github.qstash.message.QStashPublicUrl;

import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.event.EventListener;
import org.springframework.http.HttpHeaders;
import org.springframework.stereotype.Component;
import org.springframework.web.client.RestClient;

/**
 * Tells QStash who gets what is published to the URL group of the orders.
 */
@Component
class OrderListeners {

	static final String GROUP = "orders";

	private final QStashConnectionDetails connection;

	private final QStashPublicUrl publicUrl;

	OrderListeners(QStashConnectionDetails connection, QStashPublicUrl publicUrl) {
		this.connection = connection;
		this.publicUrl = publicUrl;
	}

	@EventListener(ApplicationReadyEvent.class)
	void register() {
		URI base = Objects.requireNonNull(this.publicUrl.get());
		RestClient.create(this.connection.getUrl())
			.post()
			.uri("/v2/topics/{group}/endpoints", GROUP)
			.header(HttpHeaders.AUTHORIZATION, "Bearer " + this.connection.getToken())
			.body(Map.of("endpoints",
					List.of(Map.of("name", "shipments", "url", base + "/shipments"),
							Map.of("name", "bills", "url", base + "/bills"))))
			.retrieve()
			.toBodilessEntity();
	}

}
