package io.github.qstash.receive;

import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

import io.github.qstash.receive.ContractPayloads.Order;
import io.github.qstash.receive.ContractPayloads.Picky;
import io.github.qstash.receive.ContractPayloads.Price;
import org.aopalliance.intercept.MethodInterceptor;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import tools.jackson.databind.JsonNode;

import org.springframework.aop.framework.autoproxy.BeanNameAutoProxyCreator;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * The application of {@link DeliveryContractTests}: each receiver once for each
 * {@link ReceiverKind}.
 */
@Configuration(proxyBeanMethods = false)
@EnableAutoConfiguration
@Import({ Behaviour.class, ContractApplication.Reactive.class, ContractApplication.Blocking.class })
class ContractApplication {

	@Bean
	AtomicInteger intercepted() {
		return new AtomicInteger();
	}

	@Bean
	MethodInterceptor countingInterceptor(AtomicInteger intercepted) {
		return (invocation) -> {
			intercepted.incrementAndGet();
			return invocation.proceed();
		};
	}

	@Bean
	static BeanNameAutoProxyCreator proxyCreator() {
		BeanNameAutoProxyCreator creator = new BeanNameAutoProxyCreator();
		creator.setBeanNames("*Proxied");
		creator.setInterceptorNames("countingInterceptor");
		creator.setProxyTargetClass(true);
		return creator;
	}

	@Import({ Reactive.Orders.class, Reactive.Raw.class, Reactive.Text.class, Reactive.Tree.class,
			Reactive.Prices.class, Reactive.PickyOnes.class, Reactive.OrderList.class, Reactive.Page.class })
	static class Reactive {

		@Bean
		Proxied reactiveProxied() {
			return new Proxied();
		}

		abstract static class TestController<T> extends QStashController<T> {

			@Autowired
			private Behaviour behaviour;

			@Override
			protected Mono<?> handle(QStashDelivery<T> delivery) {
				return this.behaviour.handle(delivery);
			}

		}

		abstract static class ListController<E> extends TestController<List<E>> {

		}

		@RestController
		@RequestMapping("/reactive/orders")
		static class Orders extends TestController<Order> {

		}

		@RestController
		@RequestMapping("/reactive/proxied")
		static class Proxied extends TestController<Order> {

		}

		@RestController
		@RequestMapping("/reactive/raw")
		static class Raw extends TestController<byte[]> {

		}

		@RestController
		@RequestMapping("/reactive/text")
		static class Text extends TestController<String> {

		}

		@RestController
		@RequestMapping("/reactive/tree")
		static class Tree extends TestController<JsonNode> {

		}

		@RestController
		@RequestMapping("/reactive/prices")
		static class Prices extends TestController<Price> {

		}

		@RestController
		@RequestMapping("/reactive/picky")
		static class PickyOnes extends TestController<Picky> {

		}

		@RestController
		@RequestMapping("/reactive/list")
		static class OrderList extends ListController<Order> {

		}

		@RestController
		@RequestMapping("/reactive/page")
		static class Page extends QStashController<String> {

			@GetMapping
			String page() {
				return "a page";
			}

			@Override
			protected Mono<?> handle(QStashDelivery<String> delivery) {
				return Mono.just("a delivery");
			}

		}

	}

	@Import({ Blocking.Orders.class, Blocking.Raw.class, Blocking.Text.class, Blocking.Tree.class,
			Blocking.Prices.class, Blocking.PickyOnes.class, Blocking.OrderList.class, Blocking.Page.class })
	static class Blocking {

		@Bean
		Proxied blockingProxied() {
			return new Proxied();
		}

		abstract static class TestController<T> extends BlockingQStashController<T> {

			@Autowired
			private Behaviour behaviour;

			@Override
			protected @Nullable Object handle(QStashDelivery<T> delivery) {
				return this.behaviour.handle(delivery).block();
			}

		}

		abstract static class ListController<E> extends TestController<List<E>> {

		}

		@RestController
		@RequestMapping("/blocking/orders")
		static class Orders extends TestController<Order> {

		}

		@RestController
		@RequestMapping("/blocking/proxied")
		static class Proxied extends TestController<Order> {

		}

		@RestController
		@RequestMapping("/blocking/raw")
		static class Raw extends TestController<byte[]> {

		}

		@RestController
		@RequestMapping("/blocking/text")
		static class Text extends TestController<String> {

		}

		@RestController
		@RequestMapping("/blocking/tree")
		static class Tree extends TestController<JsonNode> {

		}

		@RestController
		@RequestMapping("/blocking/prices")
		static class Prices extends TestController<Price> {

		}

		@RestController
		@RequestMapping("/blocking/picky")
		static class PickyOnes extends TestController<Picky> {

		}

		@RestController
		@RequestMapping("/blocking/list")
		static class OrderList extends ListController<Order> {

		}

		@RestController
		@RequestMapping("/blocking/page")
		static class Page extends BlockingQStashController<String> {

			@GetMapping
			String page() {
				return "a page";
			}

			@Override
			protected Object handle(QStashDelivery<String> delivery) {
				return "a delivery";
			}

		}

	}

}
