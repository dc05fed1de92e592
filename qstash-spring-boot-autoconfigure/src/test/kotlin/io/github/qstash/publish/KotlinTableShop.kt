package io.github.qstash.publish

import java.util.function.Supplier

import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.flow.Flow
import kotlinx.coroutines.reactive.asFlow
import kotlinx.coroutines.reactive.awaitFirstOrNull
import kotlinx.coroutines.reactor.asFlux
import kotlinx.coroutines.reactor.mono
import reactor.core.publisher.Flux
import reactor.core.publisher.Mono

/** What only Kotlin has. */
interface SuspendingShop {

	suspend fun suspended(): String?

	suspend fun suspendedFlow(): Flow<String>

}

/**
 * Does the work that it is given. The table test annotates copies of this class, which
 * therefore must not need a class for a continuation.
 */
open class KotlinTableShop(private val work: Supplier<Flux<String>?>) : SuspendingShop {

	override suspend fun suspended(): String? = firstOf(work.get())

	open fun flow(): Flow<String>? = work.get()?.asFlow()

	override suspend fun suspendedFlow(): Flow<String> = work.get()!!.asFlow()

}

suspend fun firstOf(work: Flux<String>?): String? = work?.awaitFirstOrNull()

/** Lets Java call it. */
fun suspended(shop: SuspendingShop): Mono<String> = mono(Dispatchers.Unconfined) { shop.suspended() }

/** Lets Java call it. */
fun suspendedFlow(shop: SuspendingShop): Flux<String> =
	mono(Dispatchers.Unconfined) { shop.suspendedFlow() }.flatMapMany { it.asFlux() }
