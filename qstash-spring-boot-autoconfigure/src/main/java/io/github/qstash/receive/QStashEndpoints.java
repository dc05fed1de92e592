package io.github.qstash.receive;

import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

import io.github.qstash.message.QStashHeaders;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.BeanFactoryUtils;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.core.annotation.AnnotationAwareOrderComparator;
import org.springframework.http.HttpMethod;
import org.springframework.http.server.PathContainer;
import org.springframework.util.ClassUtils;
import org.springframework.web.bind.annotation.RequestMethod;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.util.pattern.PathPattern;

/**
 * The paths at which this application receives deliveries: those of its controllers and
 * of its {@link io.github.qstash.annotation.QStashListener listeners}.
 *
 * @since 1.0.0
 */
public abstract class QStashEndpoints {

	private static final Set<RequestMethod> METHODS = Collections
		.unmodifiableSet(EnumSet.of(RequestMethod.POST, RequestMethod.PUT, RequestMethod.PATCH, RequestMethod.DELETE));

	private static final Method RECEIVE = receiveMethod("receive");

	private static final Method RECEIVE_GET = receiveMethod("receiveGet");

	private volatile @Nullable List<QStashEndpoint> endpoints;

	/**
	 * Return all endpoints.
	 * @return the endpoints, in no particular order
	 */
	public List<QStashEndpoint> list() {
		List<QStashEndpoint> endpoints = this.endpoints;
		if (endpoints == null) {
			endpoints = mappings().stream()
				.filter((mapping) -> mapping.handler().getMethod().equals(RECEIVE))
				.flatMap((mapping) -> mapping.paths()
					.stream()
					.map((path) -> new QStashEndpoint(path, name(mapping.handler()))))
				.toList();
			this.endpoints = endpoints;
		}
		return endpoints;
	}

	/**
	 * Return whether a request may be a delivery, genuine or not, unless something else
	 * handles it. A GET request without a signature is not one, since the path may have a
	 * page as well.
	 * @param method the HTTP method
	 * @param path the path below the context path
	 * @param signed whether there is a signature, valid or not
	 * @return whether there is an endpoint for it
	 */
	protected final boolean mayReceive(HttpMethod method, PathContainer path, boolean signed) {
		return list().stream().anyMatch((endpoint) -> endpoint.receives(method, path, signed));
	}

	/**
	 * Return whether a handler receives deliveries, and verifies them therefore.
	 * @param handler what a web stack has chosen for a request, if anything
	 * @return whether it does
	 */
	protected static boolean isEndpoint(@Nullable Object handler) {
		return handler instanceof HandlerMethod handlerMethod
				&& (handlerMethod.getMethod().equals(RECEIVE) || handlerMethod.getMethod().equals(RECEIVE_GET));
	}

	/**
	 * Return all that map requests, in the order in which the web stack asks them.
	 * @param <M> the type of the mappings
	 * @param beanFactory has the mappings
	 * @param type the type of the mappings
	 * @return the mappings
	 */
	protected static <M> List<M> handlerMappings(ListableBeanFactory beanFactory, Class<M> type) {
		List<M> handlerMappings = new ArrayList<>(
				BeanFactoryUtils.beansOfTypeIncludingAncestors(beanFactory, type, true, false).values());
		AnnotationAwareOrderComparator.sort(handlerMappings);
		return handlerMappings;
	}

	/**
	 * Return what else handles deliveries to a path.
	 * @param path a path without patterns
	 * @return the handler, or {@code null} if there is none
	 */
	@Nullable HandlerMethod occupant(String path) {
		return mappings().stream()
			.filter((mapping) -> mapping.methods().isEmpty() || !Collections.disjoint(mapping.methods(), METHODS))
			.filter((mapping) -> mapping.paths().stream().anyMatch((taken) -> taken.getPatternString().equals(path)))
			.map(Mapping::handler)
			.findFirst()
			.orElse(null);
	}

	void add(String path, AbstractQStashController<?> controller) {
		map(path, controller, RECEIVE, METHODS, null);
		map(path, controller, RECEIVE_GET, Set.of(RequestMethod.GET), QStashHeaders.SIGNATURE);
		this.endpoints = null;
	}

	/**
	 * Return all mappings of the web stack.
	 * @return the mappings, also those that receive no deliveries
	 */
	protected abstract List<Mapping> mappings();

	/**
	 * Map requests to a method.
	 * @param path the path
	 * @param handler has the method
	 * @param method the method
	 * @param methods the HTTP methods
	 * @param header a header that must be there, if any
	 */
	protected abstract void map(String path, Object handler, Method method, Set<RequestMethod> methods,
			@Nullable String header);

	private static String name(HandlerMethod handler) {
		return (handler.getBean() instanceof ListenerController listener) ? listener.name()
				: ClassUtils.getShortName(ClassUtils.getUserClass(handler.getBeanType()));
	}

	private static Method receiveMethod(String name) {
		return ClassUtils.getMethod(AbstractQStashController.class, name, QStashRequest.class);
	}

	/**
	 * A mapping of a web stack.
	 *
	 * @param paths the paths
	 * @param methods the HTTP methods, empty for all of them
	 * @param handler what is called
	 */
	public record Mapping(Set<PathPattern> paths, Set<RequestMethod> methods, HandlerMethod handler) {

	}

}
