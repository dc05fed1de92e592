package io.github.qstash.publish;

/**
 * An annotated method that was found good: what it publishes, and how.
 *
 * @param definition its attributes
 * @param returned the strategy for its return type
 */
record AnnotatedMethod(PublishDefinition definition, ReturnStrategy returned) {

}
