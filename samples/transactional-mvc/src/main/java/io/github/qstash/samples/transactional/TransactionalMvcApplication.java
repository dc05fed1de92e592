package io.github.qstash.samples.transactional;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;

/**
 * A shop whose orders become shipments and bills, if they were stored. QStash is the
 * embedded development server here.
 */
@SpringBootApplication
public class TransactionalMvcApplication {

	public static void main(String[] args) {
		SpringApplication.run(TransactionalMvcApplication.class, args);
	}

}
