package io.github.qstash.autoconfigure.publish;

import io.github.qstash.annotation.PublishMode;
import io.github.qstash.annotation.QStashPublish;
import io.github.qstash.publish.QStashPublishFailure;
import io.github.qstash.publish.RecordingFailureHandler;
import io.github.qstash.publish.RecordingOperations;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import reactor.core.publisher.Mono;

import org.springframework.beans.factory.DisposableBean;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.aop.AopAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for a first message that is handed over while the application ends, which makes
 * no bean any more.
 */
@ExtendWith(OutputCaptureExtension.class)
class EndingApplicationTests {

	private final RecordingOperations operations = new RecordingOperations();

	private final Late late = new Late();

	private final ApplicationContextRunner contextRunner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(QStashPublishAutoConfiguration.class, AopAutoConfiguration.class))
		.withBean(RecordingOperations.class, () -> this.operations)
		.withBean(Shop.class, Shop::new, (definition) -> definition.setLazyInit(true))
		.withBean(Late.class, () -> this.late);

	@Test
	void whenThereIsNobodyToHandOverToThenCallerPublishesItself() {
		end(this.contextRunner);
		assertThat(this.late.returned).isEqualTo("book");
		assertThat(this.operations.bodies()).containsExactly("book");
	}

	@Test
	void whenCallerCannotPublishEitherThenHandlerIsCalled() {
		RecordingFailureHandler handler = new RecordingFailureHandler();
		this.operations.answerWith(Mono.error(new IllegalArgumentException("refused")));
		end(this.contextRunner.withBean(RecordingFailureHandler.class, () -> handler));
		assertThat(this.late.returned).isEqualTo("book");
		assertThat(handler.failures()).extracting(QStashPublishFailure::result).containsExactly("book");
	}

	@Test
	void whenHandlersCannotBeMadeEitherThenFailureIsLogged(CapturedOutput output) {
		this.operations.answerWith(Mono.error(new IllegalArgumentException("refused")));
		end(this.contextRunner.withBean(RecordingFailureHandler.class, RecordingFailureHandler::new,
				(definition) -> definition.setLazyInit(true)));
		assertThat(this.late.returned).isEqualTo("book");
		assertThat(output).contains("Shop.place' returned was not published").contains("refused");
	}

	private void end(ApplicationContextRunner runner) {
		runner.run((context) -> {
			this.late.shop = context.getBean(Shop.class);
			assertThat(context.getBeanFactory().containsSingleton("qstashPublishExecutor")).isFalse();
		});
	}

	static class Shop {

		@QStashPublish(destination = "/shipments", mode = PublishMode.ASYNC)
		String place(String item) {
			return item;
		}

	}

	/** Calls when the application ends. */
	static class Late implements DisposableBean {

		private @Nullable Shop shop;

		private @Nullable String returned;

		@Override
		public void destroy() {
			this.returned = this.shop.place("book");
		}

	}

}
