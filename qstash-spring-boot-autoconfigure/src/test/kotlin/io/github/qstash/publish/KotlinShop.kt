package io.github.qstash.publish

import io.github.qstash.annotation.QStashPublish
import kotlinx.coroutines.CompletableDeferred
import kotlinx.coroutines.Deferred
import kotlinx.coroutines.delay
import kotlinx.coroutines.flow.Flow
import kotlinx.coroutines.flow.flowOf
import kotlinx.coroutines.flow.toList
import kotlinx.coroutines.reactor.mono
import reactor.core.publisher.Mono

/** Suspending functions and flows, which only Kotlin has. */
open class KotlinShop {

	@QStashPublish(destination = "/shipments", deduplicationId = "#{#item}-#{#result.length()}")
	open suspend fun place(item: String): String {
		delay(1)
		return "ordered $item"
	}

	@QStashPublish("/shipments")
	open suspend fun nothing(): String? {
		delay(1)
		return null
	}

	@QStashPublish("/shipments")
	open suspend fun fail(): String {
		delay(1)
		throw IllegalStateException("no stock")
	}

	@QStashPublish("/shipments")
	open fun each(): Flow<String> = flowOf("a", "b", "c")

	@QStashPublish("/shipments")
	open suspend fun eachLater(): Flow<String> {
		delay(1)
		return flowOf("a", "b", "c")
	}

	@QStashPublish("/shipments")
	open fun deferred(): Deferred<String> = CompletableDeferred("deferred")

}

/** Suspending functions that cannot be published. */
open class InvalidKotlinShop {

	@QStashPublish("/shipments")
	open suspend fun publish() {
		delay(1)
	}

	@QStashPublish("/shipments")
	open suspend fun eachOrNull(): Flow<String>? {
		delay(1)
		return flowOf("a", "b")
	}

	@QStashPublish("/shipments")
	open suspend fun mono(): Mono<String> {
		delay(1)
		return Mono.just("a")
	}

	@QStashPublish("/shipments")
	open suspend fun deferred(): Deferred<String> {
		delay(1)
		return CompletableDeferred("deferred")
	}

}

/** Lets Java call them. */
class KotlinCalls(private val shop: KotlinShop) {

	fun place(item: String): Mono<String> = mono { shop.place(item) }

	fun nothing(): Mono<String> = mono { shop.nothing() }

	fun fail(): Mono<String> = mono { shop.fail() }

	fun each(): Mono<List<String>> = mono { shop.each().toList() }

	fun eachLater(): Mono<List<String>> = mono { shop.eachLater().toList() }

	fun deferred(): Mono<String> = mono { shop.deferred().await() }

}
