package io.github.qstash.benchmarks;

import java.io.IOException;
import java.io.StringWriter;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

import javax.tools.JavaCompiler;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;

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
 * started no other: with the starter and 50 of them annotated, and without both.
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

	private final List<AutoCloseable> toClose = new ArrayList<>();

	private List<Class<?>> plain = List.of();

	private List<Class<?>> annotated = List.of();

	@Setup(Level.Trial)
	public void compile() throws IOException {
		this.plain = compile("plain", 0);
		this.annotated = compile("annotated", ANNOTATED);
	}

	@Benchmark
	@Figure(value = "start of an application with 500 beans, 50 of them annotated", measure = Figure.Measure.ONCE,
			with = "withoutStarter", atMost = 1.05)
	public ConfigurableApplicationContext withStarter() {
		return start(this.annotated, Map.of("qstash.token", ClientBenchmark.TOKEN));
	}

	@Benchmark
	public ConfigurableApplicationContext withoutStarter() {
		return start(this.plain, Map.of("spring.autoconfigure.exclude", String.join(",", starter())));
	}

	@TearDown(Level.Trial)
	public void close() throws Exception {
		for (AutoCloseable open : this.toClose) {
			open.close();
		}
	}

	private ConfigurableApplicationContext start(List<Class<?>> beans, Map<String, Object> properties) {
		ClassLoader loader = beans.get(0).getClassLoader();
		SpringApplication application = new SpringApplication(new DefaultResourceLoader(loader), Application.class);
		application.setWebApplicationType(WebApplicationType.NONE);
		application.setLogStartupInfo(false);
		application.setBannerMode(Banner.Mode.OFF);
		application.setDefaultProperties(properties);
		application.addInitializers(
				(context) -> beans.forEach((bean) -> ((GenericApplicationContext) context).registerBean(bean)));
		ConfigurableApplicationContext context = application.run();
		this.toClose.add(context);
		return context;
	}

	private static List<String> starter() {
		List<String> classes = new ArrayList<>();
		ImportCandidates.load(AutoConfiguration.class, StartupBenchmark.class.getClassLoader()).forEach((name) -> {
			if (name.startsWith("io.github.qstash.")) {
				classes.add(name);
			}
		});
		return classes;
	}

	private List<Class<?>> compile(String name, int annotated) throws IOException {
		Path directory = Files.createTempDirectory("startup");
		this.toClose.add(() -> FileSystemUtils.deleteRecursively(directory));
		List<Source> sources = IntStream.range(0, BEANS)
			.mapToObj((i) -> new Source(name + "Bean" + i, i < annotated))
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

	/** A class with four methods. */
	private static final class Source extends SimpleJavaFileObject {

		private final String name;

		private final boolean annotated;

		Source(String name, boolean annotated) {
			super(URI.create("string:///" + name + ".java"), Kind.SOURCE);
			this.name = name;
			this.annotated = annotated;
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
					""".formatted(this.name, this.annotated
					? "@io.github.qstash.annotation.QStashPublish(destination = \"https://shop.example.com/orders\", deduplicationId = \"#{#result}\")"
					: "");
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
