package io.github.qstash.receive

import io.github.qstash.annotation.QStashListener
import kotlinx.coroutines.CompletableDeferred
import kotlinx.coroutines.Deferred
import kotlinx.coroutines.delay
import kotlinx.coroutines.flow.Flow
import kotlinx.coroutines.flow.flowOf
import kotlinx.coroutines.yield
import org.springframework.web.bind.annotation.RequestHeader
import java.time.Duration
import java.util.concurrent.CopyOnWriteArrayList

/** A payload with constructor properties, as Kotlin has them. */
data class KotlinOrder(val id: String, val quantity: Int)

/** Suspending functions, which only Kotlin has. */
open class KotlinListeners {

	val got: MutableList<Any?> = CopyOnWriteArrayList()

	@QStashListener("/value")
	open suspend fun value(order: KotlinOrder): String {
		delay(5)
		got.add(order)
		return "shipped " + order.id
	}

	@QStashListener("/unit")
	open suspend fun unit(delivery: QStashDelivery<KotlinOrder>, @RequestHeader("Upstash-Message-Id") id: String) {
		yield()
		got.add(delivery.payload())
		got.add(id)
	}

	@QStashListener("/nothing")
	open suspend fun nothing(): String? {
		delay(1)
		return null
	}

	@QStashListener("/at-once")
	open suspend fun atOnce(text: String): String = text.uppercase()

	@QStashListener("/list")
	open suspend fun list(orders: List<KotlinOrder>): List<String> {
		delay(1)
		return orders.map { it.id }
	}

	@QStashListener("/optional")
	open suspend fun optional(@RequestHeader("X-None") none: String?): String {
		delay(1)
		return none.toString()
	}

	@QStashListener("/failed")
	open suspend fun failed() {
		delay(1)
		throw IllegalStateException("closed")
	}

	@QStashListener("/failed-at-once")
	open suspend fun failedAtOnce(): Unit = throw IllegalStateException("closed")

	@QStashListener("/later")
	open suspend fun later() {
		delay(1)
		throw RetryDeliveryException(Duration.ofSeconds(90))
	}

	@QStashListener("/never")
	open suspend fun never() {
		delay(1)
		throw NonRetryableDeliveryException("unknown customer")
	}

	@QStashListener("/too-deep")
	open suspend fun tooDeep(): Int = tooDeep() + 1

	@QStashListener("/hidden")
	private suspend fun hidden(): String {
		delay(1)
		return "hidden"
	}

	@QStashListener("/deferred")
	open fun deferred(): Deferred<String> = CompletableDeferred("deferred")

	@QStashListener("/plain")
	open fun plain(order: KotlinOrder): String = "plain " + order.id

	@QStashListener("/plain-unit")
	open fun plainUnit(order: KotlinOrder) {
		got.add(order)
	}

}

/** A function that gives several answers. */
open class FlowListener {

	@QStashListener("/flow")
	open fun listen(): Flow<String> = flowOf("a", "b")

}

/** A suspending function that gives several answers. */
open class SuspendedFlowListener {

	@QStashListener("/flow")
	open suspend fun listen(): Flow<String> {
		delay(1)
		return flowOf("a", "b")
	}

}

/** A suspending function that gives an answer of its own. */
open class SuspendedAnswerListener {

	@QStashListener("/answer")
	open suspend fun listen(): org.springframework.http.ResponseEntity<String> {
		delay(1)
		return org.springframework.http.ResponseEntity.ok("a")
	}

}
