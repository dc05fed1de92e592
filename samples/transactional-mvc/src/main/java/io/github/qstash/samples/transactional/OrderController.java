package io.github.qstash.samples.transactional;

import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/**
 * Takes orders from customers.
 */
@RestController
class OrderController {

	private final Checkout checkout;

	OrderController(Checkout checkout) {
		this.checkout = checkout;
	}

	@PostMapping("/orders")
	@ResponseStatus(HttpStatus.CREATED)
	Order place(@RequestBody Order order) {
		return this.checkout.checkOut(order);
	}

}
