package io.github.qstash.benchmarks;

import io.github.qstash.client.QStashTemplate;
import io.micrometer.core.instrument.observation.DefaultMeterObservationHandler;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.observation.ObservationRegistry;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;

/**
 * Messages of 200 bytes, published one by one and as a stream.
 */
public class PublishBenchmark extends ClientBenchmark {

	private static final int MESSAGES = 10_000;

	private static final int STREAMED = 100_000;

	private final QStashTemplate observed = QStashTemplate.builder()
		.url(url())
		.token(TOKEN)
		.httpClient(http())
		.observationRegistry(metrics())
		.build();

	private final RawPublisher raw = new RawPublisher(http(), url(), TOKEN);

	private final WebClientPublisher webClient = new WebClientPublisher(http(), url(), TOKEN);

	@Benchmark
	@OperationsPerInvocation(MESSAGES)
	@Figure(value = "publish, 64 in flight", with = "raw", atLeast = 0.9)
	@Figure(value = "publish, 64 in flight", with = "webClient", atLeast = 1.5)
	@Figure(value = "allocated by a publish", measure = Figure.Measure.ALLOCATION, with = "raw", atMost = 1.3)
	public void publish() {
		inFlight(MESSAGES, () -> template().publish(DESTINATION, Order.SAMPLE));
	}

	@Benchmark
	@OperationsPerInvocation(MESSAGES)
	@Figure(value = "publish, observed for metrics", with = "publish")
	@Figure(value = "allocated by a publish, observed for metrics", measure = Figure.Measure.ALLOCATION,
			with = "publish")
	public void publishObserved() {
		inFlight(MESSAGES, () -> this.observed.publish(DESTINATION, Order.SAMPLE));
	}

	@Benchmark
	@OperationsPerInvocation(MESSAGES)
	public void raw() {
		inFlight(MESSAGES, () -> this.raw.publish(DESTINATION, Order.SAMPLE));
	}

	@Benchmark
	@OperationsPerInvocation(MESSAGES)
	public void webClient() {
		inFlight(MESSAGES, () -> this.webClient.publish(DESTINATION, Order.SAMPLE));
	}

	@Benchmark
	@OperationsPerInvocation(STREAMED)
	@Figure(value = "publishAll, messages", with = "publish", atLeast = 15)
	public void publishAll() {
		publishAll(STREAMED);
	}

	private static ObservationRegistry metrics() {
		ObservationRegistry registry = ObservationRegistry.create();
		registry.observationConfig().observationHandler(new DefaultMeterObservationHandler(new SimpleMeterRegistry()));
		return registry;
	}

}
