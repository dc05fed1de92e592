package io.github.qstash.benchmarks;

import java.util.Collection;
import java.util.List;
import java.util.concurrent.TimeUnit;

import io.github.qstash.annotation.QStashPublish;
import io.github.qstash.autoconfigure.publish.QStashPublishAutoConfiguration;
import io.github.qstash.client.BatchResult;
import io.github.qstash.client.PublishReceipt;
import io.github.qstash.client.PublishResponse;
import io.github.qstash.client.QStashOperations;
import io.github.qstash.message.QStashMessage;
import org.aopalliance.intercept.MethodInterceptor;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import org.springframework.aop.framework.ProxyFactory;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;

/**
 * A call of an annotated method whose message is accepted at once, beside the same call
 * through a proxy that does nothing.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Fork(1)
@Warmup(iterations = 4, time = 1)
@Measurement(iterations = 4, time = 1)
public class AnnotationBenchmark {

	private final AnnotationConfigApplicationContext context = context();

	private final Shop annotated = this.context.getBean(Shop.class);

	private final Shop bare = proxy(new Shop());

	@Benchmark
	@Figure(value = "call of an annotated method, constant destination", measure = Figure.Measure.MICROSECONDS,
			with = "bareProxy", atMostMore = 1)
	public Object constantDestination() {
		return this.annotated.constant(Order.SAMPLE);
	}

	@Benchmark
	@Figure(value = "call of an annotated method, destination with an expression",
			measure = Figure.Measure.MICROSECONDS, with = "bareProxy", atMostMore = 3)
	public Object evaluatedDestination() {
		return this.annotated.evaluated(Order.SAMPLE);
	}

	@Benchmark
	public Object bareProxy() {
		return this.bare.constant(Order.SAMPLE);
	}

	@TearDown
	public void stop() {
		this.context.close();
	}

	private static AnnotationConfigApplicationContext context() {
		AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext();
		context.registerBean(QStashOperations.class, AcceptingOperations::new);
		context.register(Shop.class, QStashPublishAutoConfiguration.class);
		context.refresh();
		return context;
	}

	private static Shop proxy(Shop target) {
		ProxyFactory factory = new ProxyFactory();
		factory.setTarget(target);
		factory.setProxyTargetClass(true);
		factory.addAdvice((MethodInterceptor) (invocation) -> invocation.proceed());
		return (Shop) factory.getProxy();
	}

	/** What is measured. */
	public static class Shop {

		@QStashPublish("https://shop.example.com/orders")
		public Order constant(Order order) {
			return order;
		}

		@QStashPublish("https://shop.example.com/orders/#{#result.id}")
		public Order evaluated(Order order) {
			return order;
		}

	}

	/** Accepts every message at once. */
	private static final class AcceptingOperations implements QStashOperations {

		private final Mono<PublishResponse> accepted = Mono
			.just(new PublishResponse(List.of(new PublishReceipt("msg_1", null, false))));

		@Override
		public Mono<PublishResponse> publish(QStashMessage message) {
			return this.accepted;
		}

		@Override
		public Mono<List<BatchResult>> batch(Collection<QStashMessage> messages) {
			throw new UnsupportedOperationException();
		}

		@Override
		public Flux<BatchResult> publishAll(Publisher<QStashMessage> messages) {
			throw new UnsupportedOperationException();
		}

	}

}
