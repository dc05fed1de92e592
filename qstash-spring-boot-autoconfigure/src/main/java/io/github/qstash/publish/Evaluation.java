package io.github.qstash.publish;

import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

import org.springframework.expression.EvaluationContext;

/**
 * What the expressions of one message refer to. It is made when the first of them is
 * evaluated.
 */
final class Evaluation {

	/** For what is constant. */
	static final Evaluation NONE = new Evaluation(() -> {
		throw new IllegalStateException("there is no call yet");
	});

	private final Supplier<EvaluationContext> source;

	private @Nullable EvaluationContext context;

	Evaluation(Supplier<EvaluationContext> source) {
		this.source = source;
	}

	EvaluationContext context() {
		if (this.context == null) {
			this.context = this.source.get();
		}
		return this.context;
	}

}
