package io.github.qstash.devserver.runtime;

/**
 * How far the history of an account has come.
 *
 * @param epoch names the time since the account was last empty
 * @param event number of the last event, 0 if nothing has happened
 * @since 1.0.0
 */
public record HistoryPosition(String epoch, long event) {

}
