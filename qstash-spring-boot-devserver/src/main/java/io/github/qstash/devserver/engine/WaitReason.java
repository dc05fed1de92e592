package io.github.qstash.devserver.engine;

import java.time.Instant;

/**
 * Why a message waits. Its text is one phrase.
 *
 * @since 1.0.0
 */
public sealed interface WaitReason {

	/**
	 * Its first attempt, or its next one, is due later.
	 *
	 * @param at when it is due
	 */
	record DueLater(Instant at) implements WaitReason {

		@Override
		public String toString() {
			return "due at " + this.at;
		}

	}

	/**
	 * Another one has to end first.
	 *
	 * @param queue name of the queue
	 * @param messageId who stands right before it, or else who is under way
	 */
	record BehindInQueue(String queue, String messageId) implements WaitReason {

		@Override
		public String toString() {
			return "behind " + this.messageId + " in queue " + this.queue;
		}

	}

	/**
	 * As many attempts are running as its flow-control key allows.
	 *
	 * @param key the key
	 * @param running attempts that are running
	 * @param parallelism attempts that may run at once
	 */
	record KeyFull(String key, int running, int parallelism) implements WaitReason {

		@Override
		public String toString() {
			return "flow key " + this.key + " at " + this.running + " of " + this.parallelism;
		}

	}

	/**
	 * As many attempts started in this period as its flow-control key allows.
	 *
	 * @param key the key
	 * @param until when the period ends
	 */
	record KeyRateUsed(String key, Instant until) implements WaitReason {

		@Override
		public String toString() {
			return "rate of flow key " + this.key + " is used up until " + this.until;
		}

	}

	/**
	 * Its flow-control key is paused.
	 *
	 * @param key the key
	 */
	record KeyPaused(String key) implements WaitReason {

		@Override
		public String toString() {
			return "flow key " + this.key + " is paused";
		}

	}

	/**
	 * Its queue is paused.
	 *
	 * @param queue name of the queue
	 */
	record QueuePaused(String queue) implements WaitReason {

		@Override
		public String toString() {
			return "queue " + this.queue + " is paused";
		}

	}

}
