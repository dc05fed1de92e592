package io.github.qstash.samples.transactional;

import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;

import io.github.qstash.devserver.test.AutoConfigureQStashDevServer;
import io.github.qstash.devserver.test.QStashTestServer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.http.HttpStatusCode;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.web.client.RestClient;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Exactly the orders whose transaction committed arrive, each once at each listener,
 * although one of them fails first.
 */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT)
@AutoConfigureQStashDevServer
class CommittedOrdersTests {

	private static final int ORDERS = 20;

	@Autowired
	private QStashTestServer qstash;

	@Autowired
	private JdbcClient database;

	@Autowired
	private OrderListeners listeners;

	@LocalServerPort
	private int port;

	@BeforeEach
	void registerAgain() {
		// every test starts with a QStash that knows nothing
		this.listeners.register();
	}

	@Test
	void onlyCommittedOrdersArriveAndEachOnceAtEachListener() {
		List<HttpStatusCode> answers = IntStream.range(0, ORDERS).mapToObj(this::place).toList();
		assertThat(answers).filteredOn(HttpStatusCode::is2xxSuccessful).hasSize(ORDERS / 2);
		assertThat(answers).filteredOn((answer) -> answer.value() == 402).hasSize(ORDERS / 2);
		List<String> committed = ids("select id from orders");
		assertThat(committed).hasSize(ORDERS / 2);

		this.qstash.awaitIdle();
		assertThat(ids("select order_id from shipments")).containsExactlyInAnyOrderElementsOf(committed);
		assertThat(ids("select order_id from bills")).isEmpty();

		this.qstash.advance(Duration.ofDays(1));
		assertThat(ids("select order_id from shipments")).containsExactlyInAnyOrderElementsOf(committed);
		assertThat(ids("select order_id from bills")).containsExactlyInAnyOrderElementsOf(committed);
		assertThat(this.qstash).delivered("/shipments").times(committed.size());
		assertThat(this.qstash).delivered("/bills").times(2 * committed.size());
		assertThat(this.qstash.deadLetters()).isEmpty();
	}

	private HttpStatusCode place(int number) {
		return RestClient.create("http://localhost:" + this.port)
			.post()
			.uri("/orders")
			.body(new Order("order-" + number, "Kettle", 1))
			.exchange((request, response) -> response.getStatusCode());
	}

	private List<String> ids(String query) {
		return this.database.sql(query).query(String.class).list();
	}

}
