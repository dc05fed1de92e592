package io.github.qstash.annotation;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import org.springframework.aot.hint.annotation.Reflective;

/**
 * Holds several {@link QStashPublish @QStashPublish} annotations of one method, which
 * publish in their order.
 *
 * @since 1.0.0
 */
@Target({ ElementType.METHOD, ElementType.TYPE, ElementType.ANNOTATION_TYPE })
@Retention(RetentionPolicy.RUNTIME)
@Documented
@Reflective(PayloadTypesProcessor.class)
public @interface QStashPublishes {

	/**
	 * The annotations.
	 * @return what to publish, in this order
	 */
	QStashPublish[] value();

}
