package io.github.qstash.benchmarks;

import java.io.IOException;
import java.io.StringWriter;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.IntStream;

import javax.tools.JavaCompiler;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;

import org.aopalliance.intercept.MethodInterceptor;
import org.aopalliance.intercept.MethodInvocation;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

import org.springframework.aop.config.AopConfigUtils;
import org.springframework.aop.support.DefaultPointcutAdvisor;
import org.springframework.aop.support.annotation.AnnotationMatchingPointcut;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.beans.factory.support.RootBeanDefinition;
import org.springframework.boot.Banner;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.context.annotation.ImportCandidates;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.core.io.DefaultResourceLoader;
import org.springframework.util.FileSystemUtils;

/**
 * Start of an application with 500 beans, each of a class of its own, in a JVM that has
 * started no other: with the starter and 50 of them annotated, and without both. A third
 * one has 50 beans with an annotation of its own and a bare interceptor, and no starter:
 * what Spring's proxies cost by themselves. The development server, which no application
 * in production has, is left out of all of them.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Fork(7)
@Warmup(iterations = 0)
@Measurement(iterations = 1)
public class StartupBenchmark {

	private static final int BEANS = ClientBenchmark.messages(500);

	private static final int ANNOTATED = BEANS / 10;

	private static final String DEVELOPMENT_SERVER = autoConfigurations("io.github.qstash.devserver.");

	// and the development server
	private static final String STARTER = autoConfigurations("io.github.qstash.");

	private final List<AutoCloseable> toClose = new ArrayList<>();

	private List<Class<?>> plain = List.of();

	private List<Class<?>> annotated = List.of();

	private List<Class<?>> intercepted = List.of();

	@Setup(Level.Trial)
	public void compile() throws IOException {
		this.plain = compile("Plain", 0, "");
		this.annotated = compile("Annotated", ANNOTATED,
				"@io.github.qstash.annotation.QStashPublish(destination = \"https://shop.example.com/orders\", deduplicationId = \"#{#result}\")");
		this.intercepted = compile("Intercepted", ANNOTATED, "@" + Intercepted.class.getCanonicalName());
	}

	@Benchmark
	@Figure(value = "start of an application with 500 beans, 50 of them annotated", measure = Figure.Measure.ONCE,
			with = "withoutStarter", atMost = 1.05)
	@Figure(value = "start of an application with 500 beans, 50 of them annotated", measure = Figure.Measure.ONCE,
			with = "withBareProxies")
	public ConfigurableApplicationContext withStarter() {
		return start(this.annotated, DEVELOPMENT_SERVER, (context) -> {
		});
	}

	@Benchmark
	public ConfigurableApplicationContext withoutStarter() {
		return start(this.plain, STARTER, (context) -> {
		});
	}

	@Benchmark
	@Figure(value = "start of the same application without the starter, 50 beans with a bare proxy",
			measure = Figure.Measure.ONCE, with = "withoutStarter")
	public ConfigurableApplicationContext withBareProxies() {
		return start(this.intercepted, STARTER, (context) -> {
			AopConfigUtils.registerAutoProxyCreatorIfNecessary(context);
			RootBeanDefinition advisor = new RootBeanDefinition(DefaultPointcutAdvisor.class,
					() -> new DefaultPointcutAdvisor(AnnotationMatchingPointcut.forMethodAnnotation(Intercepted.class),
							(MethodInterceptor) MethodInvocation::proceed));
			advisor.setRole(BeanDefinition.ROLE_INFRASTRUCTURE);
			context.registerBeanDefinition("interceptor", advisor);
		});
	}

	@TearDown(Level.Trial)
	public void close() throws Exception {
		for (AutoCloseable open : this.toClose) {
			open.close();
		}
	}

	private ConfigurableApplicationContext start(List<Class<?>> beans, String excluded,
			Consumer<GenericApplicationContext> customizer) {
		ClassLoader loader = beans.get(0).getClassLoader();
		SpringApplication application = new SpringApplication(new DefaultResourceLoader(loader), Application.class);
		application.setWebApplicationType(WebApplicationType.NONE);
		application.setLogStartupInfo(false);
		application.setBannerMode(Banner.Mode.OFF);
		application.setDefaultProperties(
				Map.of("qstash.token", ClientBenchmark.TOKEN, "spring.autoconfigure.exclude", excluded));
		application.addInitializers((context) -> {
			customizer.accept((GenericApplicationContext) context);
			beans.forEach((bean) -> ((GenericApplicationContext) context).registerBean(bean));
		});
		ConfigurableApplicationContext context = application.run();
		this.toClose.add(context);
		return context;
	}

	private static String autoConfigurations(String packageName) {
		List<String> classes = new ArrayList<>();
		ImportCandidates.load(AutoConfiguration.class, StartupBenchmark.class.getClassLoader()).forEach((name) -> {
			if (name.startsWith(packageName)) {
				classes.add(name);
			}
		});
		return String.join(",", classes);
	}

	private List<Class<?>> compile(String name, int annotated, String annotation) throws IOException {
		Path directory = Files.createTempDirectory("startup");
		this.toClose.add(() -> FileSystemUtils.deleteRecursively(directory));
		List<Source> sources = IntStream.range(0, BEANS)
			.mapToObj((i) -> new Source(name + "Bean" + i, (i < annotated) ? annotation : ""))
			.toList();
		JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
		StringWriter errors = new StringWriter();
		boolean compiled = compiler
			.getTask(errors, null, null,
					List.of("-d", directory.toString(), "-proc:none", "-classpath",
							System.getProperty("java.class.path")),
					null, sources)
			.call();
		if (!compiled) {
			throw new IllegalStateException(errors.toString());
		}
		URLClassLoader loader = new URLClassLoader(new URL[] { directory.toUri().toURL() },
				getClass().getClassLoader());
		this.toClose.add(loader);
		return sources.stream().<Class<?>>map((source) -> source.load(loader)).toList();
	}

	@EnableAutoConfiguration
	static class Application {

	}

	/** Has a method intercepted. */
	@Retention(RetentionPolicy.RUNTIME)
	@Target(ElementType.METHOD)
	public @interface Intercepted {

	}

	/** A class with four methods. */
	private static final class Source extends SimpleJavaFileObject {

		private final String name;

		private final String annotation;

		Source(String name, String annotation) {
			super(URI.create("string:///" + name + ".java"), Kind.SOURCE);
			this.name = name;
			this.annotation = annotation;
		}

		@Override
		public CharSequence getCharContent(boolean ignoreEncodingErrors) {
			return """
					public class %s {
						%s
						public String place(String item) { return item; }
						public String find(String id) { return id; }
						public int count() { return 0; }
						void forget(String id) { }
					}
					""".formatted(this.name, this.annotation);
		}

		Class<?> load(ClassLoader loader) {
			try {
				return loader.loadClass(this.name);
			}
			catch (ClassNotFoundException ex) {
				throw new IllegalStateException(ex);
			}
		}

	}

}
