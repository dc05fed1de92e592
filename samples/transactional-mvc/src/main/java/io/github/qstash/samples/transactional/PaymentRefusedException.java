package io.github.qstash.samples.transactional;

import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.ResponseStatus;

/**
 * The customer cannot pay.
 */
@ResponseStatus(HttpStatus.PAYMENT_REQUIRED)
class PaymentRefusedException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	PaymentRefusedException(String orderId) {
		super("The payment of order '" + orderId + "' was refused");
	}

}
