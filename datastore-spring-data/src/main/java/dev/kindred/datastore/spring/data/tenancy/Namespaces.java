package dev.kindred.datastore.spring.data.tenancy;

import dev.kindred.datastore.model.InvalidKeyException;
import dev.kindred.datastore.model.Partition;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/**
 * Runs code in a namespace: what it does with templates and repositories, on this thread, is of that namespace. Calls nest, the innermost counts, and what was
 * before is back at the end, however the code ends. Stands above every {@link NamespaceResolver}.
 *
 * <p>Other threads do not inherit it: hand work over by {@link #wrap(Runnable)}, or let Spring's executors and Micrometer's context propagation do it. A stream and a lazy
 * reference are used before the call ends.
 */
public final class Namespaces {

    private static final ThreadLocal<@Nullable String> CURRENT = new ThreadLocal<>();

    private Namespaces() {}

    /**
     * The namespace this thread is in.
     *
     * @return the innermost, empty for the default namespace; null outside of all
     */
    public static @Nullable String current() {
        return CURRENT.get();
    }

    /**
     * Runs code in a namespace.
     *
     * @param namespace the namespace, empty for the default one
     * @param work what to do
     * @throws InvalidKeyException if it is not valid as namespace; nothing is run then
     */
    public static void run(String namespace, Runnable work) {
        call(namespace, () -> {
            work.run();
            return true;
        });
    }

    /**
     * Runs code in a namespace and gives its result.
     *
     * @param <T> the type of the result
     * @param <E> what the code may throw
     * @param namespace the namespace, empty for the default one
     * @param work what to do
     * @return what it returned
     * @throws E what it threw
     * @throws InvalidKeyException if it is not valid as namespace; nothing is run then
     */
    public static <T extends @Nullable Object, E extends Throwable> T call(String namespace, Work<T, E> work) throws E {
        Partition.DEFAULT.withNamespace(namespace);
        return within(namespace, work);
    }

    /**
     * Opens a namespace for code that cannot be passed in, such as the rest of a filter chain: {@code try (var tenant = Namespaces.open("acme")) \{ … \}}.
     *
     * @param namespace the namespace, empty for the default one
     * @return ends it, and restores what was before; close it on this thread, the last one opened first
     * @throws InvalidKeyException if it is not valid as namespace; nothing is opened then
     */
    public static Opened open(String namespace) {
        Partition.DEFAULT.withNamespace(namespace);
        Opened opened = new Opened(CURRENT.get());
        set(namespace);
        return opened;
    }

    /**
     * Hands work over to another thread: it will run in the namespace that this thread is in now, or in none.
     *
     * @param work what to do
     * @return the same, wherever it runs
     */
    public static Runnable wrap(Runnable work) {
        String namespace = current();
        return () -> within(namespace, () -> {
            work.run();
            return true;
        });
    }

    /**
     * Hands work over to another thread: it will run in the namespace that this thread is in now, or in none.
     *
     * @param <T> the type of the result
     * @param work what to do
     * @return the same, wherever it runs
     */
    @SuppressWarnings("NullAway") // The result is as nullable as that of the work.
    public static <T extends @Nullable Object> Callable<T> wrapCall(Callable<T> work) {
        String namespace = current();
        return () -> within(namespace, work::call);
    }

    private static <T extends @Nullable Object, E extends Throwable> T within(
            @Nullable String namespace, Work<T, E> work) throws E {
        String before = CURRENT.get();
        set(namespace);
        try {
            return work.run();
        } finally {
            set(before);
        }
    }

    /** For those who restore by themselves what was before. */
    static void set(@Nullable String namespace) {
        if (namespace == null) {
            CURRENT.remove();
        } else {
            CURRENT.set(namespace);
        }
    }

    /** A namespace that was opened for this thread. */
    public static final class Opened implements AutoCloseable {

        private final @Nullable String before;

        private Opened(@Nullable String before) {
            this.before = before;
        }

        /** Restores what was before. */
        @Override
        public void close() {
            set(before);
        }
    }

    /**
     * What is done in a namespace.
     *
     * @param <T> the type of the result
     * @param <E> what it may throw
     */
    @FunctionalInterface
    public interface Work<T extends @Nullable Object, E extends Throwable> {

        /**
         * Does it.
         *
         * @return the result
         * @throws E for any reason
         */
        T run() throws E;
    }
}
