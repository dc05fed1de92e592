package io.github.qstash.publish;

import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Function;

import io.github.qstash.annotation.PublishFailurePolicy;
import io.github.qstash.annotation.PublishMode;
import io.github.qstash.annotation.QStashPublish;
import org.jspecify.annotations.Nullable;

/**
 * Reads annotated methods, and finds everything that is wrong with them.
 */
final class AnnotatedMethodReader {

	private final Expressions expressions;

	private final Function<ReturnTypes, ReturnStrategy> strategies;

	private final BooleanSupplier handlers;

	/**
	 * Create a reader.
	 * @param expressions parses the attributes
	 * @param strategies how a return type is published
	 * @param handlers whether there are handlers of failures
	 */
	AnnotatedMethodReader(Expressions expressions, Function<ReturnTypes, ReturnStrategy> strategies,
			BooleanSupplier handlers) {
		this.expressions = expressions;
		this.strategies = strategies;
		this.handlers = handlers;
	}

	/**
	 * Read a method.
	 * @param declared the method and its annotations
	 * @param misuses takes what is wrong
	 * @return the method, or {@code null} if something is wrong
	 */
	@Nullable AnnotatedMethod read(DeclaredMethod declared, Consumer<Misuse> misuses) {
		ReturnTypes types = null;
		try {
			refuseIfNotIntercepted(declared);
			types = ReturnTypes.of(declared.method(), declared.type());
		}
		catch (Misuse ex) {
			misuses.accept(ex);
		}
		List<PublishDefinition> definitions = new ArrayList<>();
		int wrong = 0;
		for (QStashPublish annotation : declared.annotations()) {
			Misuse contradiction = (types != null) ? contradiction(annotation, types) : null;
			if (contradiction != null) {
				misuses.accept(contradiction);
				wrong++;
			}
			PublishDefinition definition = new PublishDefinitionReader(this.expressions, annotation, declared, misuses)
				.read(types != null && !types.isMessage());
			if (definition == null) {
				wrong++;
			}
			else {
				definitions.add(definition);
			}
		}
		if (types == null || wrong > 0) {
			return null;
		}
		return new AnnotatedMethod(declared.method(), List.copyOf(definitions), this.strategies.apply(types));
	}

	private @Nullable Misuse contradiction(QStashPublish annotation, ReturnTypes types) {
		if (annotation.mode() == PublishMode.ASYNC && types.isReactive()) {
			return new Misuse("mode", "must not be ASYNC, because the method returns a reactive type or a future",
					"Leave it out: nobody waits for the message.");
		}
		if (annotation.mode() == PublishMode.ASYNC && annotation.onFailure() == PublishFailurePolicy.PROPAGATE) {
			return new Misuse("onFailure", "must not be PROPAGATE with mode ASYNC, whose caller has gone on",
					"Set 'onFailure' to LOG or HANDLER, or leave it out.");
		}
		if (annotation.onFailure() == PublishFailurePolicy.HANDLER && !this.handlers.getAsBoolean()) {
			return new Misuse("onFailure", "must not be HANDLER, because there is no QStashPublishFailureHandler",
					"Define a bean of that type, or set 'onFailure' to LOG.");
		}
		if (annotation.batch() && !types.isMultiValue() && !types.isUndeclared()) {
			return new Misuse("batch", "must not be set, because the method returns no type of many values",
					"Return a Flux, or use 'split' for a collection.");
		}
		if (annotation.split() && !types.maySplit()) {
			return new Misuse("split", "must not be set, because the method returns no collection and no array",
					"Leave it out, or return a collection.");
		}
		return null;
	}

	private static void refuseIfNotIntercepted(DeclaredMethod declared) {
		Method method = declared.method();
		for (int modifier : new int[] { Modifier.STATIC, Modifier.PRIVATE, Modifier.FINAL }) {
			if ((method.getModifiers() & modifier) != 0) {
				String name = Modifier.toString(modifier);
				throw new Misuse("it is " + name + ", and a proxy does not intercept it", "Make the method non-" + name
						+ ", and call it from another bean: a call from within the same object is not intercepted "
						+ "either. Or publish with QStashOperations.");
			}
		}
		if (declared.isOutOfReach()) {
			throw new Misuse("its class is final, and there can be no proxy of it",
					"Make the class non-final, or publish with QStashOperations.");
		}
	}

}
