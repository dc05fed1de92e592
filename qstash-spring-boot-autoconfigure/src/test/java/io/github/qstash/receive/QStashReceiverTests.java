package io.github.qstash.receive;

import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;

import io.github.qstash.message.QStashHeaders;
import io.github.qstash.signature.QStashSignatureVerifier;
import io.github.qstash.signature.QStashSigner;
import io.github.qstash.signature.SigningKeys;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatus;
import org.springframework.util.unit.DataSize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * What {@link DeliveryContractTests} cannot see over HTTP.
 */
@ExtendWith(OutputCaptureExtension.class)
class QStashReceiverTests {

	private static final byte[] BODY = TestDeliveries.bytes("{}");

	private final QStashSignatureVerifier verifier = new QStashSignatureVerifier(
			SigningKeys.of(TestDeliveries.CURRENT_KEY, null), Clock.systemUTC(), Duration.ZERO);

	private final AtomicInteger reads = new AtomicInteger();

	@Test
	void whenNobodySubscribesThenNothingHappens() {
		new Texts(receiver().build()).receive(request(genuine("https://h.example/orders"), BODY.length));
		assertThat(this.reads).hasValue(0);
	}

	@Test
	void whenContentLengthIsOverTheLimitThenNeverReads() {
		assertStatus(receiver().maxBodySize(DataSize.ofBytes(10)).build(),
				request(genuine("https://h.example/orders"), 11), HttpStatus.CONTENT_TOO_LARGE);
		assertThat(this.reads).hasValue(0);
	}

	@Test
	void whenRequestIsNotSignedThenNeverReads() {
		QStashRequest unsigned = request(null, BODY.length);
		assertStatus(receiver().build(), unsigned, HttpStatus.UNAUTHORIZED);
		assertThat(this.reads).hasValue(0);
	}

	@Test
	void whenSignatureCannotBeGenuineThenNeverReads() {
		Clock past = Clock.offset(Clock.systemUTC(), Duration.ofMinutes(-6));
		for (String signature : List.of("a.b.c", signature("sig_forged", Clock.systemUTC(), "https://h.example/orders"),
				signature(TestDeliveries.CURRENT_KEY, past, "https://h.example/orders"),
				signature(TestDeliveries.CURRENT_KEY, Clock.systemUTC(), "https://h.example/elsewhere"))) {
			assertStatus(receiver().build(), request(signature, BODY.length), HttpStatus.UNAUTHORIZED);
		}
		assertThat(this.reads).hasValue(0);
	}

	@Test
	void whenRequestIsNotSignedAndOverTheLimitThenIsNotGenuineRatherThanTooLarge() {
		assertStatus(receiver().maxBodySize(DataSize.ofBytes(10)).build(), request(null, 11), HttpStatus.UNAUTHORIZED);
		assertThat(this.reads).hasValue(0);
	}

	@Test
	void whenOnlyTheBodyIsForgedThenReadsItOnce() {
		String signature = new QStashSigner(TestDeliveries.CURRENT_KEY, Clock.systemUTC())
			.sign("https://h.example/orders", new byte[0]);
		assertStatus(receiver().build(), request(signature, BODY.length), HttpStatus.UNAUTHORIZED);
		assertThat(this.reads).hasValue(1);
	}

	@Test
	void whenLimitIsBeyondAnyArrayThenReadsAsMuchAsPossible() {
		assertStatus(receiver().maxBodySize(DataSize.ofTerabytes(1)).build(),
				request(genuine("https://h.example/orders"), BODY.length), HttpStatus.OK);
	}

	@Test
	void whenLimitIsNotPositiveThenRefusesIt() {
		assertThatIllegalArgumentException().isThrownBy(() -> receiver().maxBodySize(DataSize.ofBytes(0)))
			.withMessage("'maxBodySize' must be positive");
	}

	@Test
	void whenBodyCannotBeReadThenIsRefusedWithoutAWarning(CapturedOutput output) {
		QStashRequest broken = new QStashRequest(HttpMethod.POST, "/orders", null, "",
				headers(genuine("https://h.example/orders")),
				(maxBytes, timeout) -> Mono.error(new IllegalStateException("connection reset")));
		assertStatus(receiver().build(), broken, HttpStatus.BAD_REQUEST);
		assertThat(output).contains("could not be read, java.lang.IllegalStateException: connection reset")
			.doesNotContain("WARN", "ERROR");
	}

	@Test
	void whenPublicUrlBecomesKnownThenIsUsedFromThenOn() {
		URI[] publicUrl = { null };
		QStashReceiver receiver = receiver().urlCheck(UrlCheck.FULL).publicUrl(() -> publicUrl[0]).build();
		assertStatus(receiver, request(genuine("https://h.example/orders"), BODY.length), HttpStatus.UNAUTHORIZED);
		publicUrl[0] = URI.create("https://h.example");
		assertStatus(receiver, request(genuine("https://h.example/orders"), BODY.length), HttpStatus.OK);
		assertStatus(receiver, request(genuine("https://g.example/orders"), BODY.length), HttpStatus.UNAUTHORIZED);
	}

	@Test
	void whenWhetherItIsGenuineCannotBeCheckedThenIsAFailureThatIsLoggedInALine(CapturedOutput output) {
		QStashReceiver receiver = receiver().urlCheck(UrlCheck.FULL).publicUrl(() -> {
			throw new IllegalStateException("no\ntunnel");
		}).build();
		StepVerifier.create(new Texts(receiver).receive(request(genuine("https://h.example/orders"), BODY.length)))
			.assertNext((response) -> {
				assertThat(response.getStatusCode()).isEqualTo(HttpStatus.INTERNAL_SERVER_ERROR);
				assertThat(response.getBody()).isNull();
			})
			.expectComplete()
			.verify(Duration.ofSeconds(5));
		assertThat(output).containsOnlyOnce("ERROR").contains("IllegalStateException: no?tunnel");
		assertThat(output.getAll().lines()).hasSize(1);
		assertThat(this.reads).hasValue(0);
	}

	@Test
	void whenUrlCheckIsOffThenWarnsAtOnceAndAcceptsEveryUrl(CapturedOutput output) {
		QStashReceiver receiver = receiver().urlCheck(UrlCheck.OFF).build();
		assertThat(output).containsOnlyOnce("WARN").contains("is not checked");
		assertStatus(receiver, request(genuine("https://g.example/elsewhere"), BODY.length), HttpStatus.OK);
	}

	@Test
	void whenUrlCheckIsOnThenDoesNotWarn(CapturedOutput output) {
		receiver().build();
		receiver().urlCheck(UrlCheck.FULL).build();
		assertThat(output).doesNotContain("WARN");
	}

	@Test
	void whenSignedUrlHasSecretsThenLogsItWithoutThem(CapturedOutput output) {
		assertStatus(receiver().build(),
				request(genuine("https://user:secret@g.example/elsewhere?token=secret"), BODY.length),
				HttpStatus.UNAUTHORIZED);
		assertThat(output).contains("Expected …/orders but was https://g.example/elsewhere?…").doesNotContain("secret");
	}

	@Test
	void whenDecodingThrowsWhatReactorDoesNotSignalThenIsAFailure() {
		Unloadables unloadables = new Unloadables();
		unloadables.setQStashReceiver(receiver().build());
		assertStatus(unloadables, request(genuine("https://h.example/orders"), BODY.length),
				HttpStatus.INTERNAL_SERVER_ERROR);
	}

	@Test
	void whenBlockingHandlerReturnsAPromiseThenItIsWaitedFor() {
		AtomicInteger shipped = new AtomicInteger();
		for (Object promise : List.of(Mono.fromSupplier(shipped::incrementAndGet),
				CompletableFuture.supplyAsync(shipped::incrementAndGet))) {
			assertStatus(new Promises(receiver().build(), promise),
					request(genuine("https://h.example/orders"), BODY.length), HttpStatus.OK);
		}
		assertThat(shipped).hasValue(2);
		assertStatus(new Promises(receiver().build(), CompletableFuture.failedFuture(new IllegalStateException())),
				request(genuine("https://h.example/orders"), BODY.length), HttpStatus.INTERNAL_SERVER_ERROR);
	}

	@Test
	void whenControllerWasNotGivenAReceiverThenSaysSo() {
		assertThatIllegalStateException()
			.isThrownBy(() -> new Texts(null).receive(request(genuine("https://h.example/orders"), BODY.length)))
			.withMessage("No QStashReceiver has been set");
	}

	private QStashReceiver.Builder receiver() {
		return QStashReceiver.builder(this.verifier);
	}

	private static void assertStatus(QStashReceiver receiver, QStashRequest request, HttpStatus status) {
		assertStatus(new Texts(receiver), request, status);
	}

	private static void assertStatus(AbstractQStashController<?> controller, QStashRequest request, HttpStatus status) {
		StepVerifier.create(controller.receive(request))
			.assertNext((response) -> assertThat(response.getStatusCode()).isEqualTo(status))
			.expectComplete()
			.verify(Duration.ofSeconds(5));
	}

	private static String genuine(String signedUrl) {
		return signature(TestDeliveries.CURRENT_KEY, Clock.systemUTC(), signedUrl);
	}

	private static String signature(String key, Clock clock, String signedUrl) {
		return new QStashSigner(key, clock).sign(signedUrl, BODY);
	}

	private static HttpHeaders headers(@Nullable String signature) {
		HttpHeaders headers = new HttpHeaders();
		if (signature != null) {
			headers.set(QStashHeaders.SIGNATURE, signature);
		}
		return headers;
	}

	private QStashRequest request(@Nullable String signature, long contentLength) {
		HttpHeaders headers = headers(signature);
		headers.setContentLength(contentLength);
		return new QStashRequest(HttpMethod.POST, "/orders", null, "", headers,
				(maxBytes, timeout) -> Mono.just(BODY).doOnSubscribe((subscription) -> this.reads.incrementAndGet()));
	}

	static class Promises extends BlockingQStashController<String> {

		private final Object promise;

		Promises(QStashReceiver receiver, Object promise) {
			this.promise = promise;
			setQStashReceiver(receiver);
		}

		@Override
		protected Object handle(QStashDelivery<String> delivery) {
			return this.promise;
		}

	}

	static class Unloadable {

		Unloadable() {
			throw new NoClassDefFoundError("of a module");
		}

	}

	static class Unloadables extends QStashController<Unloadable> {

		@Override
		protected Mono<?> handle(QStashDelivery<Unloadable> delivery) {
			return Mono.empty();
		}

	}

	static class Texts extends QStashController<String> {

		Texts(QStashReceiver receiver) {
			if (receiver != null) {
				setQStashReceiver(receiver);
			}
		}

		@Override
		protected Mono<?> handle(QStashDelivery<String> delivery) {
			return Mono.empty();
		}

	}

}
