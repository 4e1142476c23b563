package dev.kindred.delay.http;

/** Decides whether a bearer token stands for a caller that may send tasks, in place of a signature. Safe for all threads. */
@FunctionalInterface
public interface TaskTokens {

    /**
     * Checks a token.
     *
     * @param token what came after {@code Bearer} in the header {@code Authorization}, from anybody
     * @return true if it is valid now, and its bearer may send tasks
     * @throws RuntimeException if that cannot be found out now; the sender is told to try again
     */
    boolean accepts(String token);
}
