package io.github.qstash.receive;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.zip.GZIPOutputStream;

import io.github.qstash.message.QStashHeaders;
import io.github.qstash.receive.ContractPayloads.Money;
import io.github.qstash.receive.ContractPayloads.Order;
import io.github.qstash.receive.ContractPayloads.Price;
import io.github.qstash.receive.ContractPayloads.UnknownCustomerException;
import io.github.qstash.signature.Forgeries;
import io.github.qstash.signature.Forgeries.Forgery;
import io.github.qstash.signature.MatchedKey;
import io.github.qstash.signature.QStashSignatureVerifier;
import io.github.qstash.signature.QStashSigner;
import io.github.qstash.signature.SigningKeys;
import io.github.qstash.signature.SubjectCheck;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.ValueSerializer;
import tools.jackson.databind.annotation.JsonSerialize;

import org.springframework.aop.support.AopUtils;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ApplicationContext;
import org.springframework.core.io.buffer.DataBufferLimitException;
import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.util.MultiValueMap;
import org.springframework.web.ErrorResponseException;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.server.ResponseStatusException;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The contract of what a delivery is answered, over HTTP: the same on every web server
 * and for every kind of receiver.
 */
@ParameterizedClass(name = "{0}")
@EnumSource(ReceiverKind.class)
@ExtendWith(OutputCaptureExtension.class)
@SpringBootTest(classes = ContractApplication.class, webEnvironment = WebEnvironment.RANDOM_PORT,
		properties = { "qstash.current-signing-key=" + TestDeliveries.CURRENT_KEY,
				"qstash.next-signing-key=" + TestDeliveries.NEXT_KEY, "qstash.receiver.max-body-size=64KB",
				"server.address=127.0.0.1" })
abstract class DeliveryContractTests {

	private static final int LIMIT = 64 * 1024;

	private static final String ORDER = "{\"id\":\"order-1\",\"quantity\":3}";

	@Parameter
	private ReceiverKind kind;

	private final int port;

	private final List<QStashDelivery<?>> handled;

	private final Behaviour behaviour;

	private TestDeliveries deliveries;

	DeliveryContractTests(int port, Behaviour behaviour) {
		this.port = port;
		this.behaviour = behaviour;
		this.handled = behaviour.handled();
	}

	@BeforeEach
	void reset() {
		this.deliveries = new TestDeliveries(this.port, this.kind.prefix());
		this.handled.clear();
		this.behaviour.answer(Mono::empty);
	}

	@Test
	void whenDeliveryIsGenuineThenHandlesItsPayload() {
		byte[] body = TestDeliveries.bytes(ORDER);
		HttpResponse<byte[]> response = this.deliveries.send("POST", "/orders", body,
				this.deliveries.sign(TestDeliveries.CURRENT_KEY, "/orders", body),
				Map.of("Upstash-Retried", "2", "Upstash-Schedule-Id", "scd_1", "Upstash-Topic-Name", "group",
						"Upstash-Caller-IP", "192.0.2.1", "Upstash-Region", "EU-CENTRAL-1", "X-Forwarded-By-User",
						"yes"));
		assertThat(response.statusCode()).isEqualTo(200);
		assertThat(response.body()).isEmpty();
		assertThat(this.handled).singleElement().satisfies((delivery) -> {
			assertThat(delivery.payload()).isEqualTo(new Order("order-1", 3));
			assertThat(delivery.body()).isEqualTo(body);
			assertThat(delivery.messageId()).isEqualTo("msg_1");
			assertThat(delivery.retried()).isEqualTo(2);
			assertThat(delivery.scheduleId()).isEqualTo("scd_1");
			assertThat(delivery.urlGroup()).isEqualTo("group");
			assertThat(delivery.callerIp()).isEqualTo("192.0.2.1");
			assertThat(delivery.region()).isEqualTo("EU-CENTRAL-1");
			assertThat(delivery.headers().getFirst("x-forwarded-by-user")).isEqualTo("yes");
			assertThat(delivery.claims().subject()).isEqualTo("https://shop.example.com" + path("/orders"));
			assertThat(delivery.claims().key()).isEqualTo(MatchedKey.CURRENT);
		});
	}

	@ParameterizedTest
	@ValueSource(strings = { "GET", "POST", "PUT", "PATCH", "DELETE" })
	void shouldReceiveEveryMethodThatQStashUses(String method) {
		byte[] body = TestDeliveries.bytes(ORDER);
		String signature = this.deliveries.sign(TestDeliveries.CURRENT_KEY, "/orders", body);
		assertThat(this.deliveries.send(method, "/orders", body, signature, Map.of()).statusCode()).isEqualTo(200);
		assertThat(this.handled).hasSize(1);
	}

	@Test
	void whenKeysWereRotatedThenAcceptsTheNextKey() {
		byte[] body = TestDeliveries.bytes(ORDER);
		String signature = this.deliveries.sign(TestDeliveries.NEXT_KEY, "/orders", body);
		assertThat(this.deliveries.post("/orders", body, signature).statusCode()).isEqualTo(200);
		assertThat(this.handled).singleElement()
			.satisfies((delivery) -> assertThat(delivery.claims().key()).isEqualTo(MatchedKey.NEXT));
	}

	@Test
	void whenSignatureIsMissingThenIsRejected(CapturedOutput output) {
		assertRejected(this.deliveries.post("/orders", TestDeliveries.bytes(ORDER), null), output, "MISSING");
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "x", "a.b.c", "é.é.é" })
	void whenSignatureIsGarbageThenIsRejected(String signature, CapturedOutput output) {
		String line = "POST " + path("/orders")
				+ " HTTP/1.1\r\nHost: localhost\r\nUpstash-Message-Id: msg_1\r\nContent-Length: 2\r\n"
				+ "Upstash-Signature: " + signature + "\r\n\r\n{}";
		assertThat(this.deliveries.sendUnfinished(line)).startsWith("HTTP/1.1 401 ");
		assertThat(this.handled).isEmpty();
		assertThat(output).containsOnlyOnce("WARN").contains("MALFORMED");
	}

	@Test
	void whenSignedWithAnotherKeyThenIsRejected(CapturedOutput output) {
		byte[] body = TestDeliveries.bytes(ORDER);
		String signature = this.deliveries.sign("sig_unrelated_unrelated_unrelated", "/orders", body);
		assertRejected(this.deliveries.post("/orders", body, signature), output, "SIGNATURE");
		assertThat(output).doesNotContain(signature);
	}

	@Test
	void whenOneByteOfTheBodyChangedThenIsRejected(CapturedOutput output) {
		byte[] body = TestDeliveries.bytes(ORDER);
		String signature = this.deliveries.sign(TestDeliveries.CURRENT_KEY, "/orders", body);
		body[7] ^= 1;
		assertRejected(this.deliveries.post("/orders", body, signature), output, "BODY");
	}

	@Test
	void forgeriesOfAllKindsAreRejected() {
		Forgeries forgeries = new Forgeries();
		List<Forgery> sendable = IntStream.range(0, 300)
			.mapToObj(forgeries::forge)
			.filter((forgery) -> forgery.token().matches("[!-~]{1,6000}"))
			.toList();
		assertThat(sendable).hasSizeGreaterThan(200)
			.allSatisfy(
					(forgery) -> assertThat(this.deliveries.post("/raw", forgery.body(), forgery.token()).statusCode())
						.as(forgery.token())
						.isEqualTo(401));
		assertThat(this.handled).isEmpty();
	}

	@Test
	void whenSignatureHasExpiredThenIsRejected(CapturedOutput output) {
		byte[] body = TestDeliveries.bytes(ORDER);
		Clock past = Clock.offset(Clock.systemUTC(), Duration.ofMinutes(-6));
		String signature = new QStashSigner(TestDeliveries.CURRENT_KEY, past).sign(TestDeliveries.ORIGIN + "/orders",
				body);
		assertRejected(this.deliveries.post("/orders", body, signature), output, "EXPIRED");
	}

	@ParameterizedTest
	@ValueSource(strings = { "/other", "/orders/", "/orders?a=b", "/my-orders", "/Orders", "/", "/orders/other" })
	void whenSignedForAnotherEndpointThenIsRejectedAndBothUrlsAreLogged(String signed, CapturedOutput output) {
		byte[] body = TestDeliveries.bytes(ORDER);
		String signature = this.deliveries.sign(TestDeliveries.CURRENT_KEY, signed, body);
		assertRejected(this.deliveries.post("/orders", body, signature), output, "SUBJECT");
		assertThat(output).contains("Expected …" + path("/orders") + " but was https://shop.example.com"
				+ path(signed).replace("?a=b", "?…"));
	}

	@ParameterizedTest
	@ValueSource(strings = { "/orders?tenant=42&path=a%2Fb", "/orders?x=%7B%7D", "/orders?" })
	void whenUrlHasAQueryThenComparesItAsItWasSent(String pathAndQuery) {
		assertThat(this.deliveries.post(pathAndQuery, ORDER).statusCode()).isEqualTo(200);
		byte[] body = TestDeliveries.bytes(ORDER);
		String other = this.deliveries.sign(TestDeliveries.CURRENT_KEY, "/orders?x=1", body);
		assertThat(this.deliveries.post(pathAndQuery, body, other).statusCode()).isEqualTo(401);
	}

	@Test
	void whenProxyShortensThePathThenAccepts() {
		byte[] body = TestDeliveries.bytes(ORDER);
		String signature = new QStashSigner(TestDeliveries.CURRENT_KEY, Clock.systemUTC())
			.sign(TestDeliveries.ORIGIN + "/api/v1" + path("/orders"), body);
		assertThat(this.deliveries.post("/orders", body, signature).statusCode()).isEqualTo(200);
	}

	@Test
	void whenMessageIdIsForgedThenLogStaysOneBoundedLine(CapturedOutput output) {
		String line = "POST " + path("/orders")
				+ " HTTP/1.1\r\nHost: localhost\r\nUpstash-Message-Id: msg_\u009b31m\u0085" + "x".repeat(3000)
				+ "\r\nContent-Length: 2\r\n\r\n{}";
		assertThat(this.deliveries.sendUnfinished(line)).startsWith("HTTP/1.1 401 ");
		assertThat(output).contains("MISSING").doesNotContain("\u009b", "\u0085", "x".repeat(300));
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "Upstash-Signature: a.b.c\r\n" })
	void whenRequestIsNotGenuineThenIsRejectedBeforeAnyByteOfTheBody(String signature, CapturedOutput output) {
		for (int length : new int[] { 1, LIMIT, LIMIT + 1 }) {
			String head = "POST " + path("/orders") + " HTTP/1.1\r\nHost: localhost\r\n" + signature
					+ "Content-Length: " + length + "\r\n\r\n";
			assertThat(this.deliveries.sendUnfinished(head)).startsWith("HTTP/1.1 401 ");
		}
		assertThat(output).doesNotContain("larger than");
	}

	@ParameterizedTest
	@ValueSource(strings = { "application/x-www-form-urlencoded", "multipart/form-data; boundary=x" })
	void whenQueryIsNotEncodedWellThenIsRejectedWithoutAnError(String contentType, CapturedOutput output) {
		String head = "POST " + path("/raw") + "?a=%zz&%zz=1 HTTP/1.1\r\nHost: localhost\r\nUpstash-Signature: x\r\n"
				+ "Content-Type: " + contentType + "\r\nContent-Length: 3\r\n\r\na=1";
		assertThat(this.deliveries.sendUnfinished(head)).startsWith("HTTP/1.1 4");
		assertThat(this.handled).isEmpty();
		assertThat(output).doesNotContain("ERROR", "UriUtils");
	}

	@ParameterizedTest
	@ValueSource(strings = { "application/x-www-form-urlencoded", "multipart/form-data; boundary=x" })
	void whenFormHasNoSignatureThenIsRejectedBeforeAnyByteOfIt(String contentType) {
		String head = "POST " + path("/raw") + " HTTP/1.1\r\nHost: localhost\r\nContent-Type: " + contentType
				+ "\r\nContent-Length: 1000\r\n\r\n";
		assertThat(this.deliveries.sendUnfinished(head)).startsWith("HTTP/1.1 401 ");
	}

	@Test
	void whenTheBodyFollowsTheRefusalThenTheConnectionIsUsedOnOrClosed() {
		byte[] body = TestDeliveries.bytes(ORDER);
		String head = "POST " + path("/orders") + " HTTP/1.1\r\nHost: localhost\r\nContent-Length: " + body.length
				+ "\r\n";
		String genuine = head + "Upstash-Signature: "
				+ this.deliveries.sign(TestDeliveries.CURRENT_KEY, "/orders", body) + "\r\n\r\n" + ORDER;
		List<String> answers = this.deliveries.converse(head + "\r\n", ORDER + genuine);
		assertThat(answers.get(0)).startsWith("HTTP/1.1 401 ");
		assertThat(answers.get(1)).satisfiesAnyOf((line) -> assertThat(line).startsWith("HTTP/1.1 200 "),
				(line) -> assertThat(line).isEmpty());
	}

	@Test
	void whenContentLengthIsOverTheLimitThenRefusesBeforeAnyByteOfTheBody(CapturedOutput output) {
		String head = "POST " + path("/orders")
				+ " HTTP/1.1\r\nHost: localhost\r\nUpstash-Message-Id: msg_1\r\nUpstash-Signature: "
				+ this.deliveries.sign(TestDeliveries.CURRENT_KEY, "/orders", new byte[0]) + "\r\nContent-Length: "
				+ (LIMIT + 1) + "\r\n\r\n";
		assertThat(this.deliveries.sendUnfinished(head)).startsWith("HTTP/1.1 413 ");
		assertThat(this.handled).isEmpty();
		assertThat(output).containsOnlyOnce("WARN")
			.contains("message 'msg_1' to POST " + path("/orders"))
			.contains("65536 bytes");
	}

	@Test
	void whenChunksAreOverTheLimitThenRefusesBeforeTheEnd() {
		String head = "POST " + path("/orders")
				+ " HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\nUpstash-Signature: "
				+ this.deliveries.sign(TestDeliveries.CURRENT_KEY, "/orders", new byte[0]) + "\r\n\r\n";
		String chunk = "8000\r\n" + "x".repeat(0x8000) + "\r\n";
		assertThat(this.deliveries.sendUnfinished(head + chunk + chunk + "1\r\nx\r\n")).startsWith("HTTP/1.1 413 ");
		assertThat(this.handled).isEmpty();
	}

	@Test
	void whenBodyIsExactlyAtTheLimitThenIsHandled() {
		byte[] body = new byte[LIMIT];
		new Random(1).nextBytes(body);
		assertThat(this.deliveries.post("/raw", body).statusCode()).isEqualTo(200);
		String signature = this.deliveries.sign(TestDeliveries.CURRENT_KEY, "/raw", body);
		assertThat(this.deliveries.sendChunked("/raw", body, signature).statusCode()).isEqualTo(200);
		assertThat(this.handled).hasSize(2).allSatisfy((delivery) -> assertThat(delivery.body()).isEqualTo(body));
	}

	@Test
	void whenBodyIsBinaryThenIsVerifiedBitByBit() {
		byte[] body = { 0, (byte) 0xff, (byte) 0xfe, (byte) 0x80, 1, '\r', '\n', 0 };
		assertThat(this.deliveries.post("/raw", body).statusCode()).isEqualTo(200);
		assertThat(this.handled).singleElement().satisfies((delivery) -> {
			assertThat(delivery.payload()).isEqualTo(body);
			assertThat(delivery.body()).isEqualTo(body);
		});
		String signature = this.deliveries.sign(TestDeliveries.CURRENT_KEY, "/raw", body);
		for (int bit = 0; bit < body.length * 8; bit++) {
			byte[] changed = body.clone();
			changed[bit / 8] ^= (byte) (1 << (bit % 8));
			assertThat(this.deliveries.post("/raw", changed, signature).statusCode()).isEqualTo(401);
		}
		assertThat(this.handled).hasSize(1);
	}

	@ParameterizedTest
	@ValueSource(strings = { "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "text/plain",
			"application/json;charset=UTF-16", "not a content type", "application/octet-stream" })
	void whenContentTypeIsAnythingThenTheBodyIsLeftAsItIs(String contentType) {
		byte[] body = TestDeliveries.bytes("a=1&b=2%20");
		String signature = this.deliveries.sign(TestDeliveries.CURRENT_KEY, "/raw", body);
		assertThat(
				this.deliveries.send("POST", "/raw", body, signature, Map.of("Content-Type", contentType)).statusCode())
			.isEqualTo(200);
		assertThat(this.handled).singleElement()
			.satisfies((delivery) -> assertThat(delivery.payload()).isEqualTo(body));
	}

	@ParameterizedTest
	@ValueSource(strings = { "POST", "PUT", "PATCH", "DELETE" })
	void whenContentTypeIsAFormThenNobodyElseReadsIt(String method) {
		byte[] body = TestDeliveries.bytes("a=1&b=2%20");
		String signature = this.deliveries.sign(TestDeliveries.CURRENT_KEY, "/raw?q=1", body);
		HttpResponse<byte[]> response = this.deliveries.send(method, "/raw?q=1", body, signature,
				Map.of("Content-Type", "application/x-www-form-urlencoded;charset=UTF-8"));
		assertThat(response.statusCode()).isEqualTo(200);
		assertThat(this.handled).singleElement().satisfies((delivery) -> {
			assertThat(delivery.body()).isEqualTo(body);
			assertThat(delivery.headers().getContentType())
				.isEqualTo(MediaType.parseMediaType("application/x-www-form-urlencoded;charset=UTF-8"));
		});
	}

	@Test
	void whenContentTypeIsNotJsonThenIsDecodedAsTheWebStackDoes() {
		byte[] body = TestDeliveries.bytes("a=1&b=2%20");
		String signature = this.deliveries.sign(TestDeliveries.CURRENT_KEY, "/form", body);
		assertThat(this.deliveries
			.send("POST", "/form", body, signature, Map.of("Content-Type", "application/x-www-form-urlencoded"))
			.statusCode()).isEqualTo(200);
		assertThat(this.handled).singleElement()
			.satisfies((delivery) -> assertThat(delivery.payload())
				.isEqualTo(MultiValueMap.fromMultiValue(Map.of("a", List.of("1"), "b", List.of("2 ")))));
	}

	@Test
	void whenPayloadIsCompressedThenVerifiesItAsItCameAndDecodesItDecompressed() throws IOException {
		byte[] body = gzip(ORDER);
		Map<String, String> headers = Map.of("Content-Encoding", "gzip");
		String signature = this.deliveries.sign(TestDeliveries.CURRENT_KEY, "/orders", body);
		assertThat(this.deliveries.send("POST", "/orders", body, signature, headers).statusCode()).isEqualTo(200);
		assertThat(payloads()).containsExactly(new Order("order-1", 3));
		assertThat(this.handled.get(0).body()).isEqualTo(body);
		String other = this.deliveries.sign(TestDeliveries.CURRENT_KEY, "/orders", TestDeliveries.bytes(ORDER));
		assertThat(this.deliveries.send("POST", "/orders", body, other, headers).statusCode()).isEqualTo(401);
	}

	@Test
	void whenPayloadIsCompressedToHideItsSizeThenIsNotTriedAgain() throws IOException {
		byte[] body = gzip(" ".repeat(LIMIT) + ORDER);
		assertThat(body).hasSizeLessThan(LIMIT);
		String signature = this.deliveries.sign(TestDeliveries.CURRENT_KEY, "/orders", body);
		assertFailedForGood(
				this.deliveries.send("POST", "/orders", body, signature, Map.of("Content-Encoding", "gzip")));
	}

	@ParameterizedTest
	@ValueSource(strings = { "gzip", "deflate", "br" })
	void whenPayloadCannotBeDecompressedThenIsNotTriedAgain(String encoding) {
		byte[] body = TestDeliveries.bytes(ORDER);
		String signature = this.deliveries.sign(TestDeliveries.CURRENT_KEY, "/orders", body);
		assertFailedForGood(
				this.deliveries.send("POST", "/orders", body, signature, Map.of("Content-Encoding", encoding)));
		assertThat(this.handled).isEmpty();
	}

	@Test
	void whenExceptionHasAStatusThenAnswersWithItAndItsHeaders() {
		this.behaviour.answer(() -> Mono.error(new TooManyOrdersException()));
		HttpResponse<byte[]> response = this.deliveries.post("/orders", ORDER);
		assertThat(response.statusCode()).isEqualTo(429);
		assertThat(response.headers().firstValue("Retry-After")).hasValue("17");
		assertThat(response.body()).isEmpty();
		this.behaviour.answer(() -> Mono.error(new ConflictException()));
		assertThat(this.deliveries.post("/orders", ORDER).statusCode()).isEqualTo(409);
		this.behaviour.answer(() -> Mono.error(new ResponseStatusException(HttpStatusCode.valueOf(489), "secret")));
		assertFailedForGood(this.deliveries.post("/orders", ORDER));
	}

	@ParameterizedTest
	@ValueSource(ints = { 200, 202, 302 })
	void whenExceptionHasAStatusThatIsNoErrorThenIsAFailureNevertheless(int status) {
		this.behaviour.answer(() -> Mono.error(new ResponseStatusException(HttpStatusCode.valueOf(status))));
		assertFailed(this.deliveries.post("/orders", ORDER));
	}

	@Test
	void whenExceptionHandlerKnowsTheExceptionThenItDecides() {
		this.behaviour.answer(() -> Mono.error(new UnknownCustomerException()));
		assertFailedForGood(this.deliveries.post("/orders", ORDER));
		this.behaviour.answer(() -> Mono.error(new CompletionException(new UnknownCustomerException())));
		assertFailedForGood(this.deliveries.post("/orders", ORDER));
	}

	@Test
	void whenPayloadIsTextThenTakesItAsItIs() {
		assertThat(this.deliveries.post("/text", "Merhaba dünya ✓").statusCode()).isEqualTo(200);
		assertThat(this.deliveries.post("/text", "").statusCode()).isEqualTo(200);
		byte[] latin = "dünya".getBytes(StandardCharsets.ISO_8859_1);
		String signature = this.deliveries.sign(TestDeliveries.CURRENT_KEY, "/text", latin);
		this.deliveries.send("POST", "/text", latin, signature,
				Map.of("Content-Type", "text/plain;charset=iso-8859-1"));
		this.deliveries.send("POST", "/text", latin, signature, Map.of("Content-Type", "not a content type"));
		assertThat(payloads()).containsExactly("Merhaba dünya ✓", "", "dünya", "d\ufffdnya");
	}

	@Test
	void whenPayloadIsATreeOrACollectionThenDecodesIt() {
		assertThat(this.deliveries.post("/tree", "{\"a\":[1]}").statusCode()).isEqualTo(200);
		assertThat(this.deliveries.post("/list", "[" + ORDER + "]").statusCode()).isEqualTo(200);
		assertThat(this.handled.get(0).payload()).isInstanceOfSatisfying(JsonNode.class,
				(tree) -> assertThat(tree.at("/a/0").intValue()).isEqualTo(1));
		assertThat(this.handled.get(1).payload()).isEqualTo(List.of(new Order("order-1", 3)));
	}

	@ParameterizedTest
	@ValueSource(strings = { "", " ", "null", "{", "{\"id\":\"secret\",\"quantity\":\"many\"}", "[]", "\"secret\"",
			"{\"id\":\"secret\"} secret" })
	void whenPayloadCannotBeDecodedThenIsNotTriedAgain(String body, CapturedOutput output) {
		HttpResponse<byte[]> response = this.deliveries.post("/orders", body);
		assertFailedForGood(response);
		assertThat(this.handled).isEmpty();
		assertThat(output).containsOnlyOnce("WARN")
			.contains("message 'msg_1' to POST " + path("/orders"))
			.contains("cannot be decoded as " + Order.class.getName())
			.doesNotContain("secret", "many");
	}

	@Test
	void whenThereIsNoPayloadThenSaysSo(CapturedOutput output) {
		this.deliveries.post("/orders", "");
		this.deliveries.post("/orders", "null");
		assertThat(output).contains("(it is empty)").contains("(it is null)");
	}

	@ParameterizedTest
	@ValueSource(strings = { "", " ", "{" })
	void whenTreeCannotBeDecodedThenIsNotTriedAgain(String body) {
		assertFailedForGood(this.deliveries.post("/tree", body));
	}

	@ParameterizedTest
	@ValueSource(strings = { "{\"money\":{\"secret\":1}}", "{\"money\":\"secret\"}", "{\"money\":1}" })
	void whenPayloadTypeCannotBeDecodedAtAllThenIsTriedAgain(String body, CapturedOutput output) {
		assertFailed(this.deliveries.post("/prices", body));
		assertThat(this.handled).isEmpty();
		assertThat(output).containsOnlyOnce("ERROR")
			.contains("message 'msg_1' to POST " + path("/prices"))
			.contains("The payload type " + Price.class.getName() + " cannot be used (InvalidDefinitionException")
			.contains("caused by " + Money.class.getName())
			.doesNotContain("secret");
	}

	@Test
	void whenPayloadTypeCannotBeDecodedButThePayloadIsNoJsonThenIsNotTriedAgain() {
		assertFailedForGood(this.deliveries.post("/prices", "{\"money\""));
		assertFailedForGood(this.deliveries.post("/prices", "[]"));
	}

	@Test
	void whenConstructorRefusesThePayloadThenIsNotTriedAgain(CapturedOutput output) {
		assertFailedForGood(this.deliveries.post("/picky", "{\"name\":\"secret\"}"));
		assertThat(output).contains("(ValueInstantiationException at line 1").doesNotContain("secret");
	}

	@Test
	void whenJsonIsNotInAnyEncodingThenIsNotTriedAgain() {
		for (byte[] body : List.of(new byte[] { '"', (byte) 0xff, '"' }, new byte[] { 0, 0, 0, '"', 1, 1, 1, 1 })) {
			assertFailedForGood(this.deliveries.post("/tree", body));
		}
	}

	@Test
	void whenHandlerSaysNonRetryableThenIsNotTriedAgain(CapturedOutput output) {
		this.behaviour.answer(() -> Mono.error(new NonRetryableDeliveryException("unknown customer")));
		assertFailedForGood(this.deliveries.post("/orders", ORDER));
		assertThat(output).containsOnlyOnce("WARN").contains("message 'msg_1'").contains("unknown customer");
	}

	@Test
	void whenHandlerAsksForALaterRetryThenSaysWhen() {
		this.behaviour.answer(() -> Mono.error(new RetryDeliveryException(Duration.ofMillis(90_001))));
		HttpResponse<byte[]> response = this.deliveries.post("/orders", ORDER);
		assertThat(response.statusCode()).isEqualTo(503);
		assertThat(response.headers().firstValue("Retry-After")).hasValue("91");
		assertThat(response.body()).isEmpty();
	}

	@Test
	void whenHandlerAsksForALaterRetryThenLogsWhy(CapturedOutput output) {
		this.behaviour.answer(() -> Mono.error(new RetryDeliveryException(Duration.ofSeconds(1), "warehouse closed",
				new IllegalStateException("until monday"))));
		this.deliveries.post("/orders", ORDER);
		assertThat(output).containsOnlyOnce("warehouse closed")
			.contains("IllegalStateException: until monday")
			.contains("at " + DeliveryContractTests.class.getName())
			.doesNotContain("order-1", "WARN", "ERROR");
	}

	@Test
	void whenHandlerFailsThenIsTriedAgainAndTheExceptionIsLoggedOnce(CapturedOutput output) {
		this.behaviour.answer(() -> Mono.error(new IllegalStateException("warehouse closed")));
		assertFailed(this.deliveries.post("/orders", ORDER));
		assertThat(output).containsOnlyOnce("ERROR")
			.containsOnlyOnce("warehouse closed")
			.contains("message 'msg_1' to POST " + path("/orders"))
			.doesNotContain("order-1");
	}

	@Test
	void whenHandlerFailsWithTheExceptionsOfTheReceiverThenIsAFailureOfTheHandler() {
		this.behaviour.answer(() -> Mono.error(new DataBufferLimitException("of some client")));
		assertFailed(this.deliveries.post("/orders", ORDER));
		QStashSignatureVerifier verifier = new QStashSignatureVerifier(SigningKeys.of(TestDeliveries.CURRENT_KEY, null),
				Clock.systemUTC(), Duration.ZERO);
		this.behaviour.answer(() -> Mono.just(verifier.begin(null, SubjectCheck.none())));
		assertFailed(this.deliveries.post("/orders", ORDER));
	}

	@Test
	void whenHandlerThrowsInsteadOfReturningThenIsTheSame() {
		this.behaviour.answer(() -> {
			throw new IllegalStateException("warehouse closed");
		});
		assertFailed(this.deliveries.post("/orders", ORDER));
	}

	@Test
	void whenHandlerThrowsWhatReactorDoesNotSignalThenIsAFailureNevertheless(CapturedOutput output) {
		this.behaviour.answer(() -> {
			throw new StackOverflowError("endless");
		});
		assertFailed(this.deliveries.post("/orders", ORDER));
		assertThat(output).containsOnlyOnce("ERROR").contains("StackOverflowError: endless");
		this.behaviour.answer(() -> Mono.fromCallable(() -> {
			throw new NoClassDefFoundError("of the warehouse");
		}));
		assertFailed(this.deliveries.post("/orders", ORDER));
		this.behaviour.answer(() -> Mono.just(new Unloadable()));
		assertFailed(this.deliveries.post("/orders", ORDER));
	}

	@Test
	void whenValueIsAPromiseThatNobodyWaitsForThenIsAFailure() {
		for (Object promise : List.of(Mono.just(Mono.just("shipped")), Mono.just(new CompletableFuture<>()),
				new FutureTask<>(() -> "shipped"), Flux.just("shipped"))) {
			this.behaviour.answer(() -> Mono.just(promise));
			assertFailed(this.deliveries.post("/orders", ORDER));
		}
	}

	@Test
	void whenValueIsAnAnswerOrAnExceptionThenIsAFailure() {
		for (Object answer : List.of(ResponseEntity.internalServerError().build(),
				ProblemDetail.forStatus(HttpStatus.BAD_GATEWAY), new TooManyOrdersException(),
				new IllegalStateException("returned"))) {
			this.behaviour.answer(() -> Mono.just(answer));
			assertFailed(this.deliveries.post("/orders", ORDER));
		}
	}

	@Test
	void whenHandlerReturnsNothingAtAllThenIsAFailure() {
		this.behaviour.answer(() -> null);
		assertFailed(this.deliveries.post("/orders", ORDER));
	}

	@Test
	void whenValueCannotBeWrittenThenIsAFailure() {
		List<Object> endless = new ArrayList<>();
		endless.add(endless);
		this.behaviour.answer(() -> Mono.just(endless));
		assertFailed(this.deliveries.post("/orders", ORDER));
	}

	@Test
	void whenHandlerHasAValueThenItIsTheBody() {
		this.behaviour.answer(() -> Mono.just(new Order("o-2", 1)));
		assertHandled(this.deliveries.post("/orders", ORDER), "application/json", "{\"id\":\"o-2\",\"quantity\":1}");
		this.behaviour.answer(() -> Mono.just("schön"));
		assertHandled(this.deliveries.post("/orders", ORDER), "text/plain;charset=UTF-8", "schön");
		this.behaviour.answer(() -> Mono.just(TestDeliveries.bytes("bytes")));
		assertHandled(this.deliveries.post("/orders", ORDER), "application/octet-stream", "bytes");
		this.behaviour.answer(() -> Mono.just(List.of(1, 2)));
		assertHandled(this.deliveries.post("/orders", ORDER), "application/json", "[1,2]");
	}

	@Test
	void whenCallerAcceptsAnotherTypeThenTheValueIsStillTheBody() {
		this.behaviour.answer(() -> Mono.just(new Order("o-2", 1)));
		byte[] body = TestDeliveries.bytes(ORDER);
		HttpResponse<byte[]> response = this.deliveries.send("POST", "/orders", body,
				this.deliveries.sign(TestDeliveries.CURRENT_KEY, "/orders", body), Map.of("Accept", "image/png"));
		assertHandled(response, "application/json", "{\"id\":\"o-2\",\"quantity\":1}");
	}

	@Test
	void whenControllerIsProxiedThenReceivesThroughTheProxy(@Autowired ApplicationContext context,
			@Autowired AtomicInteger intercepted) {
		assertThat(AopUtils.isCglibProxy(context.getBean(this.kind.proxied()))).isTrue();
		intercepted.set(0);
		assertThat(this.deliveries.post("/proxied", ORDER).statusCode()).isEqualTo(200);
		assertThat(payloads()).containsExactly(new Order("order-1", 3));
		assertThat(intercepted).hasPositiveValue();
	}

	@Test
	void whenPathHasAPageThenGetIsOnlyADeliveryWithASignature() {
		HttpResponse<byte[]> page = this.deliveries.send("GET", "/page", new byte[0], null, Map.of());
		assertThat(page.body()).asString().isEqualTo("a page");
		String signature = this.deliveries.sign(TestDeliveries.CURRENT_KEY, "/page", new byte[0]);
		HttpResponse<byte[]> delivery = this.deliveries.send("GET", "/page", new byte[0], signature, Map.of());
		assertThat(delivery.body()).asString().isEqualTo("a delivery");
		HttpResponse<byte[]> forged = this.deliveries.send("GET", "/page", new byte[0], signature + "x", Map.of());
		assertThat(forged.statusCode()).isEqualTo(401);
	}

	@Test
	void whenGetHasNoSignatureAndThereIsNoPageThenIsNotHandled() {
		HttpResponse<byte[]> response = this.deliveries.send("GET", "/orders", new byte[0], null, Map.of());
		assertThat(response.statusCode()).isBetween(400, 499);
		assertThat(this.handled).isEmpty();
	}

	@Test
	void whenRequestIsAProbeThenHandlesNothing() {
		HttpResponse<byte[]> options = this.deliveries.send("OPTIONS", "/orders", new byte[0], null, Map.of());
		assertThat(options.statusCode()).isEqualTo(200);
		assertThat(options.headers().firstValue("Allow"))
			.hasValueSatisfying((allowed) -> assertThat(allowed).contains("POST", "PUT", "PATCH", "DELETE"));
		HttpResponse<byte[]> head = this.deliveries.send("HEAD", "/orders", new byte[0], null, Map.of());
		assertThat(head.statusCode()).isBetween(400, 499);
		assertThat(this.deliveries.send("HEAD", "/page", new byte[0], null, Map.of()).statusCode()).isEqualTo(200);
		assertThat(this.handled).isEmpty();
	}

	@ParameterizedTest
	@ValueSource(strings = { "/orders", "/page" })
	void whenMethodIsHeadThenIsNoDeliveryAlthoughItIsSigned(String path) {
		for (byte[] body : List.of(TestDeliveries.bytes(ORDER), new byte[0])) {
			String signature = this.deliveries.sign(TestDeliveries.CURRENT_KEY, path, body);
			HttpResponse<byte[]> head = this.deliveries.send("HEAD", path, body, signature, Map.of());
			assertThat(head.statusCode()).isEqualTo(405);
			assertThat(head.headers().firstValue("Allow"))
				.hasValueSatisfying((allowed) -> assertThat(allowed.split(", ?")).containsExactlyInAnyOrder("GET",
						"POST", "PUT", "PATCH", "DELETE"));
		}
		assertThat(this.handled).isEmpty();
	}

	@Test
	void whenMoreIsSentThanTheContentLengthSaysThenTheRestIsNotPartOfTheBody() {
		byte[] body = TestDeliveries.bytes(ORDER);
		String rest = "{\"id\":\"order-2\"}";
		String head = "POST " + path("/orders") + " HTTP/1.1\r\nHost: localhost\r\nContent-Length: " + body.length
				+ "\r\nUpstash-Signature: ";
		String genuine = this.deliveries.sign(TestDeliveries.CURRENT_KEY, "/orders", body);
		assertThat(this.deliveries.sendUnfinished(head + genuine + "\r\n\r\n" + ORDER + rest))
			.startsWith("HTTP/1.1 200 ");
		assertThat(payloads()).containsExactly(new Order("order-1", 3));
		String longer = this.deliveries.sign(TestDeliveries.CURRENT_KEY, "/orders", TestDeliveries.bytes(ORDER + rest));
		assertThat(this.deliveries.sendUnfinished(head + longer + "\r\n\r\n" + ORDER + rest))
			.startsWith("HTTP/1.1 401 ");
		assertThat(this.handled).hasSize(1);
	}

	@Test
	void whenLessIsSentThanTheContentLengthSaysThenIsNotHandled() {
		String head = "POST " + path("/orders") + " HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000\r\n"
				+ "Upstash-Signature: ";
		String genuine = this.deliveries.sign(TestDeliveries.CURRENT_KEY, "/orders", TestDeliveries.bytes(ORDER));
		this.deliveries.sendAndLeave(head + genuine + "\r\n\r\n" + ORDER);
		assertThat(this.deliveries.post("/text", "next").statusCode()).isEqualTo(200);
		assertThat(payloads()).containsExactly("next");
	}

	@Test
	void logShouldNeverContainKeysTokensOrPayloads(CapturedOutput output) {
		byte[] body = TestDeliveries.bytes("{\"id\":\"top-secret\",\"quantity\":1}");
		List<String> signatures = new ArrayList<>();
		for (Mono<?> answer : List.of(Mono.empty(), Mono.error(new IllegalStateException()),
				Mono.error(new NonRetryableDeliveryException("no")),
				Mono.error(new RetryDeliveryException(Duration.ZERO)))) {
			this.behaviour.answer(() -> answer);
			for (String path : List.of("/orders", "/other")) {
				String signature = this.deliveries.sign(TestDeliveries.NEXT_KEY, path, body);
				this.deliveries.post("/orders", body, signature);
				signatures.add(signature);
			}
		}
		assertThat(output).contains("WARN")
			.doesNotContain(TestDeliveries.CURRENT_KEY, TestDeliveries.NEXT_KEY, "top-secret")
			.doesNotContain(signatures);
		assertThat(this.handled).hasSize(4)
			.allSatisfy((delivery) -> assertThat(delivery.toString()).contains("msg_1").doesNotContain("top-secret"));
	}

	private void assertRejected(HttpResponse<byte[]> response, CapturedOutput output, String reason) {
		assertThat(response.statusCode()).isEqualTo(401);
		assertThat(response.body()).isEmpty();
		assertThat(this.handled).isEmpty();
		assertThat(output).containsOnlyOnce("WARN")
			.contains("message 'msg_1' to POST " + path("/orders"))
			.contains(reason);
		assertThat(output).doesNotContain(TestDeliveries.CURRENT_KEY, TestDeliveries.NEXT_KEY, "order-1");
	}

	private static void assertFailedForGood(HttpResponse<byte[]> response) {
		assertThat(response.statusCode()).isEqualTo(489);
		assertThat(response.headers().firstValue("Upstash-NonRetryable-Error")).hasValue("true");
		assertThat(response.body()).isEmpty();
	}

	private static void assertFailed(HttpResponse<byte[]> response) {
		assertThat(response.statusCode()).isEqualTo(500);
		assertThat(response.headers().map()).doesNotContainKeys("Retry-After", QStashHeaders.NON_RETRYABLE_ERROR);
		assertThat(response.body()).isEmpty();
	}

	private static void assertHandled(HttpResponse<byte[]> response, String contentType, String body) {
		assertThat(response.statusCode()).isEqualTo(200);
		assertThat(response.headers().firstValue("Content-Type").map(MediaType::parseMediaType))
			.hasValue(MediaType.parseMediaType(contentType));
		assertThat(response.body()).isEqualTo(TestDeliveries.bytes(body));
	}

	private List<Object> payloads() {
		return this.handled.stream().<Object>map(QStashDelivery::payload).toList();
	}

	private static byte[] gzip(String text) throws IOException {
		ByteArrayOutputStream bytes = new ByteArrayOutputStream();
		try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
			gzip.write(TestDeliveries.bytes(text));
		}
		return bytes.toByteArray();
	}

	private String path(String path) {
		return this.kind.prefix() + path;
	}

	@JsonSerialize(using = UnloadableSerializer.class)
	static class Unloadable {

	}

	static class UnloadableSerializer extends ValueSerializer<Unloadable> {

		@Override
		public void serialize(Unloadable value, JsonGenerator generator, SerializationContext context) {
			throw new NoClassDefFoundError("of a module");
		}

	}

	@SuppressWarnings("serial")
	static class TooManyOrdersException extends ErrorResponseException {

		TooManyOrdersException() {
			super(HttpStatus.TOO_MANY_REQUESTS);
			getHeaders().set("Retry-After", "17");
			getBody().setDetail("secret");
		}

	}

	@SuppressWarnings("serial")
	@ResponseStatus(HttpStatus.CONFLICT)
	static class ConflictException extends RuntimeException {

	}

}
