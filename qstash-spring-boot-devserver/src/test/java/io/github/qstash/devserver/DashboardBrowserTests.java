package io.github.qstash.devserver;

import java.nio.file.Path;
import java.time.Duration;

import io.github.qstash.devserver.fixtures.Browser;
import io.github.qstash.devserver.fixtures.TestApi;
import io.github.qstash.devserver.fixtures.TestDestination;
import io.github.qstash.devserver.fixtures.TestDestination.Reply;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.openqa.selenium.Keys;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The dashboard in the hands of somebody.
 */
class DashboardBrowserTests {

	private static final Path SCREENSHOTS = Path.of("target/dashboard");

	private static Browser browser;

	private final QStashDevServer server = QStashDevServer.start();

	private final TestDestination destination = TestDestination.start();

	private final TestApi api = new TestApi(this.server.url(), this.server.user().token());

	@BeforeAll
	static void startBrowser() {
		browser = Browser.start();
	}

	@AfterAll
	static void stopBrowser() {
		if (browser != null) {
			browser.close();
		}
	}

	@BeforeEach
	void emptyDashboard() {
		browser.size(1280, 900);
		open("/");
		browser.await("h2", "No messages yet");
		browser.await("#live", "live");
	}

	@AfterEach
	void stop() {
		try {
			// the page of the test before may have asked a server that was closed
			// meanwhile
			assertThat(browser.errors()).filteredOn((error) -> !error.contains("ERR_CONNECTION_REFUSED")).isEmpty();
		}
		finally {
			this.server.close();
			this.destination.close();
		}
	}

	@Test
	void messageOfTheFormIsSeenBeingDelivered() {
		browser.press("p");
		browser.await(".code", "/v2/publish/http://localhost:8081/shipments");
		browser.fill("[name=destination]", this.destination.url("/shipments"));
		browser.fill("[name=body]", "{\"id\":\"<b>42</b>\"}");
		browser.pressWithControl(Keys.ENTER);
		browser.await(".timeline .delivered", "Delivered");
		assertThat(this.destination.awaitOne().text()).isEqualTo("{\"id\":\"<b>42</b>\"}");
		browser.click("summary", "Attempt 1");
		browser.await(".headers", "Upstash-Signature");
		browser.await(".body", "\"id\": \"<b>42</b>\"");
		browser.press(Keys.ESCAPE);
		browser.await(".list .state.delivered", "delivered");
	}

	@Test
	void whatHappensAppearsWithoutReloading() {
		this.destination.answering((request) -> Reply.of(500));
		this.api.publish(this.destination.url("/later"), "Upstash-Delay", "1h", "Upstash-Label", "reminder",
				"Upstash-Retries", "0");
		browser.await(".list .state.waiting", "waiting");
		browser.await(".list .tag", "reminder");
		browser.press("j");
		assertThat(browser.focusedText()).contains("/later");
		browser.press("d");
		browser.await(".list .state.failed", "failed");
		browser.await("#dead-count", "1");
		assertThat(browser.run("return document.title").toString()).startsWith("(1 failed)");
	}

	@Test
	void deadLetterIsRetried() {
		this.destination.answering((request) -> Reply.of((this.destination.received().size() < 2) ? 500 : 200)
			.withBody("the warehouse is closed"));
		this.api.publish(this.destination.url("/invoices"), "Upstash-Retries", "0");
		browser.await(".list .state.failed", "failed");
		browser.click("nav a", "Dead letters");
		browser.await(".card .status", "500");
		browser.click(".card summary", "Last answer");
		browser.await(".card .body", "the warehouse is closed");
		browser.click(".card .button", "Retry");
		browser.await(".timeline .delivered", "Delivered");
		browser.click("nav a", "Dead letters");
		browser.await("h2", "No dead letters");
		assertThat(this.destination.received()).hasSize(2);
	}

	@Test
	void whatHappensWhileNobodyLooksIsThereAfterwards() {
		this.destination.answering((request) -> Reply.of(500));
		browser.click("nav a", "Dead letters");
		browser.await("h2", "No dead letters");
		browser.await("#live", "live");
		hide(true);
		this.api.publish(this.destination.url("/invoices"), "Upstash-Retries", "0");
		Awaitility.await()
			.atMost(Duration.ofSeconds(5))
			.until(() -> this.api.get("/v2/dlq").json().path("messages").size() == 1);
		hide(false);
		browser.await(".card .status", "500");
	}

	@Test
	void deadLetterIsDeletedOnlyByASecondPress() {
		this.destination.answering((request) -> Reply.of(500));
		this.api.publish(this.destination.url("/invoices"), "Upstash-Retries", "0");
		browser.click("nav a", "Dead letters");
		browser.await(".card .danger", "Delete");
		browser.holdTime();
		browser.click(".card .danger", "Delete");
		browser.await(".card .asking", "Sure?");
		browser.letTimePass(Duration.ofSeconds(4));
		browser.awaitNone(".card .asking");
		browser.click(".card .danger", "Delete");
		browser.await(".card .asking", "Sure?");
		browser.letTimePass(Duration.ofMillis(3999));
		assertThat(this.api.get("/v2/dlq").json().path("messages")).hasSize(1);
		browser.click(".card .asking", "Sure?");
		browser.await("h2", "No dead letters");
	}

	@Test
	void scheduleIsCreatedRunPausedAndResumed() {
		browser.click("nav a", "Schedules");
		browser.await("h2", "No schedules");
		browser.click("summary", "New schedule");
		browser.fill("[name=cron]", "0 4 1 1 *");
		browser.fill("[name=destination]", this.destination.url("/reports"));
		browser.fill("[name=id]", "yearly-report");
		browser.click("form .primary", "Create");
		browser.await(".card .cron", "0 4 1 1 *");
		browser.await(".card-when", "next in");
		browser.click(".card .button", "Run now");
		assertThat(this.destination.awaitOne().header("Upstash-Schedule-Id")).isEqualTo("yearly-report");
		browser.click(".card .button", "Pause");
		browser.await(".card .tag.paused", "paused");
		assertThat(this.api.get("/v2/schedules/yearly-report").json().path("isPaused").booleanValue()).isTrue();
		browser.click(".card .button", "Resume");
		browser.awaitNone(".card .tag.paused");
	}

	@Test
	void pausedQueueHoldsItsMessages() {
		browser.click("nav a", "Queues");
		browser.await("h2", "No queues");
		this.api.post("/v2/queues", "{\"queueName\":\"billing\"}");
		this.api.post("/v2/flowControl/mail/pin?rate=5&period=3600", "");
		open("/queues");
		browser.await("[data-id=mail] [data-label=Rate]", "0 of 5 in 1 h");
		browser.click("[data-id=billing] .button", "Pause");
		browser.await("[data-id=billing] .paused", "paused");
		this.api.post("/v2/enqueue/billing/" + this.destination.url("/invoices"), "{}");
		browser.await("[data-id=billing] [data-label=Waiting]", "1");
		assertThat(this.destination.received()).isEmpty();
		browser.click("[data-id=billing] .button", "Resume");
		this.destination.awaitOne();
	}

	@Test
	void urlGroupIsBuiltAndPublishedTo() {
		browser.click("nav a", "URL groups");
		for (String path : new String[] { "/billing", "/shipments" }) {
			browser.fill("[name=group]", "new-orders");
			browser.fill("[name=url]", this.destination.url(path));
			browser.click("form .primary", "Save");
			browser.await(".endpoints", path);
		}
		browser.press(Keys.ESCAPE);
		browser.press("p");
		browser.fill("[name=destination]", "new-orders");
		browser.pressWithControl(Keys.ENTER);
		this.destination.await(2);
		browser.await(".list .tag", "group new-orders");
	}

	@Test
	void searchIsInTheAddressAndSurvivesAReload() {
		this.api.publish(this.destination.url("/orders"), "Upstash-Label", "order");
		this.api.publish(this.destination.url("/invoices"), "Upstash-Label", "invoice");
		browser.await(".total", "2");
		browser.press("/");
		browser.press("label:order");
		browser.await(".total", "1 of 2");
		open("/" + browser.run("return location.search"));
		browser.await(".total", "1 of 2");
		assertThat(browser.text(".list")).contains("/orders").doesNotContain("/invoices");
		browser.click(".chip", "failed");
		browser.await("h2", "Nothing found");
	}

	@Test
	void hostileContentIsText() {
		String hostile = "<img src=x onerror=\"document.title='owned'\"><script>document.title='owned'</script>";
		this.destination.answering((request) -> Reply.of(500).withBody(hostile).withHeader("X-Hostile", hostile));
		String id = this.api
			.post("/v2/publish/" + this.destination.url("/%3Cscript%3E"), hostile, "Upstash-Label", hostile,
					"Upstash-Retries", "0", "Upstash-Forward-X-Hostile", hostile)
			.messageId();
		browser.await(".list .tag", hostile);
		for (String page : new String[] { "/messages/" + id, "/dead-letters", "/log", "/publish?from=" + id }) {
			open(page);
			browser.await("main", "");
			browser.await("#live, #main", "");
			assertThat(browser.run("return document.querySelectorAll('main img, main script').length").toString())
				.isEqualTo("0");
			assertThat(browser.run("return document.title").toString()).doesNotContain("owned");
		}
	}

	@ParameterizedTest
	@ValueSource(ints = { 390, 820, 1440 })
	void nothingSticksOutAtAnyWidth(int width) {
		this.destination.answering((request) -> Reply.of(500).withBody("x".repeat(3000)));
		String id = this.api
			.publish(this.destination.url("/" + "long".repeat(60)), "Upstash-Label", "a-label-that-is-rather-long",
					"Upstash-Retries", "0")
			.messageId();
		this.api.publish(this.destination.url("/in"), "Upstash-Delay", "1h", "Upstash-Flow-Control-Key", "mail",
				"Upstash-Flow-Control-Value", "parallelism=2,rate=10");
		browser.size(width, 900);
		for (String page : new String[] { "/", "/messages/" + id, "/dead-letters", "/schedules", "/queues", "/groups",
				"/log", "/publish", "/connect" }) {
			open(page);
			browser.await("#live", "");
			browser.awaitNone("main:empty");
			assertThat(browser.run("return document.documentElement.scrollWidth - window.innerWidth").toString())
				.as(page)
				.matches("0|-\\d+");
			browser.screenshot(SCREENSHOTS.resolve(width + page.replace('/', '-').replace(id, "id") + ".png"));
		}
	}

	@Test
	void allIsWithinReachOfTheKeyboard() {
		this.api.publish(this.destination.url("/in"), "Upstash-Delay", "1h");
		browser.await(".list .state.waiting", "waiting");
		browser.press("?");
		browser.await("dialog", "deliver now");
		browser.press(Keys.ESCAPE);
		browser.press("j");
		browser.press(Keys.ENTER);
		browser.await("h1", "/in");
		assertThat(browser.path()).startsWith("/messages/msg_");
		browser.press("d");
		browser.await(".timeline .delivered", "Delivered");
		browser.press(Keys.ESCAPE);
		browser.await(".list .state.delivered", "delivered");
		assertThat(browser.path()).isEqualTo("/");
	}

	private void open(String path) {
		browser.open(this.server.url().resolve(path));
	}

	private static void hide(boolean hidden) {
		browser.run("Object.defineProperty(document, 'hidden', { value: " + hidden + ", configurable: true });"
				+ "return document.dispatchEvent(new Event('visibilitychange'))");
	}

}
