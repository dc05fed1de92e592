package io.github.qstash.client;

import java.io.InputStream;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;
import java.util.stream.BaseStream;

import io.github.qstash.message.InvalidMessageException;
import io.github.qstash.message.QStashMessage;
import org.reactivestreams.Publisher;

/**
 * Objects that JSON can write, but never as what was meant: a promise of a value is not
 * the value.
 */
final class UnsendableBody {

	private UnsendableBody() {
	}

	static void refuse(Object body) {
		if (body instanceof Publisher) {
			throw refused(body, "publish what it emits, as in 'mono.flatMap(value -> qstash.publish(to, value))'");
		}
		if (body instanceof CompletionStage || body instanceof Future) {
			throw refused(body, "publish its result once it is there");
		}
		if (body instanceof BaseStream || body instanceof InputStream) {
			throw refused(body, "read it into a list, a String or a byte[] first");
		}
		if (body instanceof QStashMessage) {
			throw refused(body, "use 'publish(message)', since it names its own destination");
		}
	}

	private static InvalidMessageException refused(Object body, String advice) {
		return new InvalidMessageException("body",
				"must be a value but is a " + body.getClass().getName() + ": " + advice);
	}

}
