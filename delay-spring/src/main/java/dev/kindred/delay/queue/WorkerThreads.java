package dev.kindred.delay.queue;

import java.lang.reflect.InvocationTargetException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** On what threads tasks run. */
public enum WorkerThreads {

    /** Virtual threads where the JDK has them (21 and later), otherwise platform threads. */
    VIRTUAL {
        @Override
        ExecutorService executor() {
            try {
                // By reflection: compiled for Java 17, which knows none of this.
                Class<?> type = Class.forName("java.lang.Thread$Builder$OfVirtual");
                Object builder = Thread.class.getMethod("ofVirtual").invoke(null);
                type.getMethod("name", String.class, long.class).invoke(builder, PREFIX, 0L);
                ThreadFactory factory =
                        (ThreadFactory) type.getMethod("factory").invoke(builder);
                return (ExecutorService) Executors.class
                        .getMethod("newThreadPerTaskExecutor", ThreadFactory.class)
                        .invoke(null, factory);
            } catch (ClassNotFoundException
                    | NoSuchMethodException
                    | IllegalAccessException
                    | InvocationTargetException older) {
                return PLATFORM.executor();
            }
        }
    },

    /** Platform threads, made on demand and kept for a while. */
    PLATFORM {
        @Override
        ExecutorService executor() {
            AtomicLong number = new AtomicLong();
            // Unbounded here: the dispatcher starts no more workers than it may.
            return new ThreadPoolExecutor(
                    0, Integer.MAX_VALUE, 30, TimeUnit.SECONDS, new SynchronousQueue<>(), task -> {
                        Thread thread = new Thread(task, PREFIX + number.getAndIncrement());
                        thread.setDaemon(true);
                        return thread;
                    });
        }
    };

    private static final String PREFIX = "delay-worker-";

    abstract ExecutorService executor();
}
