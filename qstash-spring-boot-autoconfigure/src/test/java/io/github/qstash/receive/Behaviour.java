package io.github.qstash.receive;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import java.util.function.Supplier;

import reactor.core.publisher.Mono;

/**
 * What all receivers of {@link ContractApplication} do.
 */
class Behaviour {

	private final List<QStashDelivery<?>> handled = new CopyOnWriteArrayList<>();

	private volatile Function<QStashDelivery<?>, Mono<?>> answer = (delivery) -> Mono.empty();

	List<QStashDelivery<?>> handled() {
		return this.handled;
	}

	void answer(Supplier<Mono<?>> answer) {
		this.answer = (delivery) -> answer.get();
	}

	void answers(Function<QStashDelivery<?>, Mono<?>> answer) {
		this.answer = answer;
	}

	Mono<?> handle(QStashDelivery<?> delivery) {
		this.handled.add(delivery);
		return this.answer.apply(delivery);
	}

}
