package io.github.qstash.autoconfigure.publish;

import java.util.List;
import java.util.function.BiFunction;

import io.github.qstash.annotation.QStashPublish;
import io.github.qstash.publish.RecordingOperations;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.aot.AotDetector;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.aop.AopAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Lazy;
import org.springframework.core.SpringProperties;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for the warning of annotated methods that are called from within their own
 * object.
 */
@ExtendWith(OutputCaptureExtension.class)
class SelfInvocationTests {

	private final ApplicationContextRunner contextRunner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(QStashPublishAutoConfiguration.class, AopAutoConfiguration.class))
		.withBean(RecordingOperations.class);

	@Test
	void whenMethodIsCalledByOthersOfItsObjectThenOneWarningNamesThemAndThatIsTrue(CapturedOutput output) {
		this.contextRunner.withBean("shop", CallingShop.class).run((context) -> {
			assertThat(output).containsOnlyOnce("WARN")
				.contains("@QStashPublish method '" + CallingShop.class.getName()
						+ ".place' of bean 'shop' is called from within its own object, by 'CallingShop.placeAll', "
						+ "'CallingShop.placeTwice'. No proxy intercepts that, and such a call publishes nothing. Call "
						+ "the method from another bean, or publish with QStashOperations");
			context.getBean(CallingShop.class).placeTwice("book");
			assertThat(context.getBean(RecordingOperations.class).messages()).isEmpty();
		});
	}

	@ParameterizedTest
	@ValueSource(classes = { LambdaShop.class, ReferenceShop.class, InheritingShop.class, InheritedCallShop.class,
			SuperShop.class, DifferentShop.class })
	void whenMethodIsCalledOnItsOwnObjectThenThatIsWarnedOf(Class<?> type, CapturedOutput output) {
		this.contextRunner.withBean("shop", type)
			.run((context) -> assertThat(output).containsOnlyOnce("WARN")
				.contains(type.getName() + ".place' of bean 'shop'")
				.contains("Shop.placeAll'."));
	}

	@ParameterizedTest
	@ValueSource(classes = { ProxyShop.class, ProvidedShop.class, OtherShop.class, OverridingShop.class,
			RecursiveShop.class, OverloadedShop.class, PublishingShop.class, UnboundShop.class })
	void whenMethodMayBeCalledOnAnotherObjectOrIsPublishedAnywayThenNothingIsWarnedOf(Class<?> type,
			CapturedOutput output) {
		this.contextRunner.withBean(type)
			.run((context) -> assertThat(context).hasNotFailed()
				.satisfies((started) -> assertThat(output).doesNotContain("WARN")));
	}

	@Test
	void whenBeanIsCreatedLaterThenItIsWarnedOfThen(CapturedOutput output) {
		this.contextRunner
			.withBean("shop", CallingShop.class, CallingShop::new, (definition) -> definition.setLazyInit(true))
			.run((context) -> {
				assertThat(output).doesNotContain("WARN");
				context.getBean("shop");
				assertThat(output).containsOnlyOnce("WARN");
			});
	}

	@Test
	void whenApplicationWasProcessedAheadOfTimeThenByteCodeIsNotLookedAt(CapturedOutput output) {
		SpringProperties.setFlag(AotDetector.AOT_ENABLED);
		try {
			this.contextRunner.withBean(CallingShop.class).run((context) -> assertThat(output).doesNotContain("WARN"));
		}
		finally {
			SpringProperties.setProperty(AotDetector.AOT_ENABLED, null);
		}
	}

	static class Shop {

		@QStashPublish("/shipments")
		String place(String item) {
			return item;
		}

	}

	static class CallingShop extends Shop {

		@Override
		@QStashPublish("/shipments")
		String place(String item) {
			return item;
		}

		void placeAll(List<String> items) {
			for (String item : items) {
				place(item.isEmpty() ? "nothing" : item);
			}
		}

		String placeTwice(String item) {
			return place(item) + place(item);
		}

	}

	static class LambdaShop extends Shop {

		void placeAll(List<String> items) {
			items.forEach((item) -> place(item));
		}

	}

	static class ReferenceShop extends Shop {

		void placeAll(List<String> items) {
			items.forEach(this::place);
		}

	}

	static class InheritingShop extends Shop {

		String placeAll(List<String> items) {
			return this.place(items.get(0));
		}

	}

	static class InheritedCallShop extends InheritingShop {

	}

	static class SuperShop extends Shop {

		@Override
		String place(String item) {
			return super.place(item);
		}

		String placeAll(List<String> items) {
			return super.place(items.get(0));
		}

	}

	static class DifferentShop extends Shop {

		@QStashPublish("/summaries")
		List<String> placeAll(List<String> items) {
			return items.stream().map(this::place).toList();
		}

	}

	static class ProxyShop extends Shop {

		private final ProxyShop self;

		ProxyShop(@Lazy ProxyShop self) {
			this.self = self;
		}

		String placeAll(List<String> items) {
			return this.self.place(items.get(0));
		}

	}

	static class ProvidedShop extends Shop {

		private final ObjectProvider<ProvidedShop> self;

		ProvidedShop(ObjectProvider<ProvidedShop> self) {
			this.self = self;
		}

		String placeAll(List<String> items) {
			return this.self.getObject().place(items.get(0));
		}

	}

	static class OtherShop extends Shop {

		String placeAll(OtherShop other, List<String> items) {
			return other.place(items.get(0));
		}

	}

	static class OverridingShop extends Shop {

		@Override
		String place(String item) {
			return super.place(item);
		}

	}

	static class RecursiveShop {

		@QStashPublish("/shipments")
		String place(String item) {
			return item.isEmpty() ? item : place(item.substring(1));
		}

	}

	static class OverloadedShop extends Shop {

		@QStashPublish("/shipments")
		String place(String item, int count) {
			return place(item.repeat(count));
		}

	}

	@QStashPublish("/shipments")
	public static class PublishingShop {

		public String place(String item) {
			return item;
		}

		public String placeFirst(List<String> items) {
			return place(items.get(0));
		}

	}

	static class UnboundShop extends Shop {

		BiFunction<UnboundShop, String, String> placing() {
			return UnboundShop::place;
		}

	}

}
