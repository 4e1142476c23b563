package dev.kindred.delay;

import java.security.GeneralSecurityException;

/**
 * Turns the payload of a delayed call, the function's key and its arguments as JSON, into the bytes that are stored and sent, and back: for encryption. A bean of this type is used for all calls of delayed
 * methods and functions, also by a receiver of tasks over HTTP; names, queues and headers stay readable. Safe for all threads.
 */
public interface PayloadCodec {

    /** Stores payloads as they are. */
    PayloadCodec NONE = new PayloadCodec() {
        @Override
        public byte[] encode(byte[] payload) {
            return payload;
        }

        @Override
        public byte[] decode(byte[] stored) {
            return stored;
        }
    };

    /**
     * Makes what is stored, on the thread of the caller.
     *
     * @param payload the call; not to be changed
     * @return what is stored; counts for the limits of a task
     * @throws GeneralSecurityException if that is impossible; the caller gets an {@link IllegalStateException}, and nothing is stored
     */
    byte[] encode(byte[] payload) throws GeneralSecurityException;

    /**
     * Reads what was stored, before each run.
     *
     * @param stored what {@link #encode} made, here or elsewhere, now or years ago; or what anybody else put into the store
     * @return the call
     * @throws GeneralSecurityException if it cannot be read; this or any unchecked exception makes the task a dead letter at once, as {@code UNDECODABLE}
     */
    byte[] decode(byte[] stored) throws GeneralSecurityException;
}
