package dev.kindred.delay;

/** A delayed function was called with arguments that cannot be stored. Thrown at the call; nothing was stored. */
public final class DelayArgumentException extends IllegalArgumentException {

    private static final long serialVersionUID = 1;

    private final String key;

    DelayArgumentException(String key, String message) {
        super(message);
        this.key = key;
    }

    DelayArgumentException(String key, String message, Throwable cause) {
        super(message, cause);
        this.key = key;
    }

    /**
     * The function that was called.
     *
     * @return its key
     */
    public String key() {
        return key;
    }
}
