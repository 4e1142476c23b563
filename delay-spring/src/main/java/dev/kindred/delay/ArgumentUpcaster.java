package dev.kindred.delay;

import tools.jackson.databind.node.ArrayNode;

/**
 * Turns the arguments of a call, as an older release of the application stored them, into those its function takes now. A bean; used when a task runs, before its arguments are decoded. For changes that the rules
 * for stored arguments do not cover: a removed, reordered or retyped parameter.
 *
 * <p>The surest way to tell old calls from new ones is the key: give the function a new key, keep the old one as an alias, and upcast the alias. An upcaster of the present key sees new calls as well.
 */
public interface ArgumentUpcaster {

    /**
     * Which calls it is for.
     *
     * @return the key or alias they were stored under; there is one upcaster for each, and one for a key that no function has is an error at start-up
     */
    String key();

    /**
     * Changes the arguments. Must do nothing else: a task that is retried is upcast again.
     *
     * @param stored the arguments as JSON, in the order of the parameters, a {@link DelayContext} not among them; may be changed
     * @return the arguments the function takes now, such as {@code stored} itself
     * @throws RuntimeException if they cannot be used; the task is a dead letter then
     */
    ArrayNode upcast(ArrayNode stored);
}
