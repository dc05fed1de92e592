package io.github.qstash.receive;

import java.lang.annotation.Annotation;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

import io.github.qstash.signature.DeliveryClaims;
import org.jspecify.annotations.Nullable;

import org.springframework.core.DefaultParameterNameDiscoverer;
import org.springframework.core.MethodParameter;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.core.convert.ConversionException;
import org.springframework.core.convert.ConversionService;
import org.springframework.core.convert.TypeDescriptor;
import org.springframework.core.convert.support.DefaultConversionService;
import org.springframework.http.HttpHeaders;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.ValueConstants;

/**
 * Where the value of one parameter of a listener method comes from.
 */
@FunctionalInterface
interface ListenerArgument {

	/**
	 * Find the value.
	 * @param delivery the delivery
	 * @return the value
	 */
	@Nullable Object of(QStashDelivery<?> delivery);

	/**
	 * Find the argument for a parameter.
	 * @param parameter the parameter
	 * @return the argument, or {@code null} if the parameter is the payload
	 */
	static @Nullable ListenerArgument forParameter(MethodParameter parameter) {
		Class<?> type = parameter.getParameterType();
		RequestHeader header = AnnotatedElementUtils.getMergedAnnotation(parameter.getParameter(), RequestHeader.class);
		if (type == QStashDelivery.class) {
			return (delivery) -> delivery;
		}
		if (type == HttpHeaders.class) {
			return QStashDelivery::headers;
		}
		if (type == DeliveryClaims.class) {
			return QStashDelivery::claims;
		}
		if (header != null) {
			return header(parameter, header);
		}
		refuseUnknownAnnotations(parameter);
		return null;
	}

	private static void refuseUnknownAnnotations(MethodParameter parameter) {
		String webPackage = RequestBody.class.getPackageName();
		for (Annotation annotation : parameter.getParameterAnnotations()) {
			Class<?> type = annotation.annotationType();
			if (type.getPackageName().equals(webPackage) && type != RequestBody.class) {
				throw new ListenerMisuse(
						"its parameter " + parameter.getParameterIndex() + " is annotated with @"
								+ type.getSimpleName(),
						"A listener gets the payload, a QStashDelivery, headers and claims.");
			}
		}
	}

	private static ListenerArgument header(MethodParameter parameter, RequestHeader header) {
		parameter.initParameterNameDiscovery(DefaultParameterNameDiscoverer.getSharedInstance());
		String name = header.name().isEmpty() ? parameter.getParameterName() : header.name();
		if (name == null || name.isEmpty()) {
			throw new ListenerMisuse("its parameter " + parameter.getParameterIndex() + " does not name its header",
					"Name it, as in @RequestHeader(\"Upstash-Message-Id\"), or compile with -parameters.");
		}
		ConversionService conversion = DefaultConversionService.getSharedInstance();
		TypeDescriptor target = new TypeDescriptor(parameter.nestedIfOptional());
		TypeDescriptor source = TypeDescriptor.collection(List.class, TypeDescriptor.valueOf(String.class));
		if (!conversion.canConvert(source, target)) {
			throw new ListenerMisuse("the header '" + name + "' cannot be converted to " + target,
					"Take the header as a String.");
		}
		boolean optional = parameter.isOptional() || !header.required();
		return (delivery) -> {
			Object value = convert(name, values(delivery.headers(), name, header), optional, conversion, source,
					target);
			return (parameter.getParameterType() == Optional.class) ? Optional.ofNullable(value) : value;
		};
	}

	private static @Nullable List<String> values(HttpHeaders headers, String name, RequestHeader header) {
		List<String> values = headers.get(name);
		boolean hasDefault = !ValueConstants.DEFAULT_NONE.equals(header.defaultValue());
		return (values == null && hasDefault) ? List.of(header.defaultValue()) : values;
	}

	private static @Nullable Object convert(String name, @Nullable List<String> values, boolean optional,
			ConversionService conversion, TypeDescriptor source, TypeDescriptor target) {
		if (values == null) {
			if (optional) {
				return null;
			}
			throw new NonRetryableDeliveryException("The header '" + name + "' is missing");
		}
		try {
			return conversion.convert(values, source, target);
		}
		catch (ConversionException ex) { // its message quotes the value
			throw new NonRetryableDeliveryException("The header '" + name + "' is no " + target.getType().getName());
		}
	}

	/**
	 * Find all arguments of a method.
	 * @param parameters the parameters
	 * @return an argument for each, the payload for those that are nothing else
	 */
	static List<ListenerArgument> forParameters(List<MethodParameter> parameters) {
		return parameters.stream()
			.map((parameter) -> Objects.requireNonNullElse(forParameter(parameter),
					(ListenerArgument) QStashDelivery::payload))
			.toList();
	}

}
