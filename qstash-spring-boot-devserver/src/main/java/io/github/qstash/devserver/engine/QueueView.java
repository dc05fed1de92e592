package io.github.qstash.devserver.engine;

import java.time.Instant;

/**
 * A queue, as it is at the moment.
 *
 * @param name its name
 * @param parallelism members that may be under way at once
 * @param createdAt when it was created
 * @param updatedAt when its parallelism was set, or it was paused or resumed, last
 * @param paused whether no attempt of a member starts
 * @param lag messages that were enqueued and have not ended
 * @since 1.0.0
 * @see <a href="https://upstash.com/docs/qstash/features/queues">QStash: queues</a>
 */
public record QueueView(String name, int parallelism, Instant createdAt, Instant updatedAt, boolean paused, int lag) {

}
