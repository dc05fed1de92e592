package io.github.qstash.publish;

/**
 * The strategies for all return types.
 */
final class ReturnStrategies {

	private final ReturnStrategy plain;

	private final ReactivePublishing reactive;

	private final ReturnStrategy undeclared;

	ReturnStrategies(Publishing publishing, WaitingPublishing waiting, Transactions transactions) {
		PlainReturn plainReturn = new PlainReturn(waiting, transactions);
		this.plain = plainReturn;
		this.reactive = new ReactivePublishing(publishing, transactions);
		this.undeclared = new UndeclaredReturn(plainReturn, new ReactiveReturn(this.reactive, null));
	}

	ReturnStrategy forTypes(ReturnTypes types) {
		if (types.isReactive()) {
			return new ReactiveReturn(this.reactive, types.adapter());
		}
		return types.isUndeclared() ? this.undeclared : this.plain;
	}

}
