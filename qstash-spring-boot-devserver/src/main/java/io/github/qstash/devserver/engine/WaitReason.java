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
