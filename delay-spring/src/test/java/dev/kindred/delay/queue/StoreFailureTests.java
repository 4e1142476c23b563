package dev.kindred.delay.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import dev.kindred.datastore.LocalDatastore;
import dev.kindred.datastore.engine.memory.MemoryEngine;
import dev.kindred.datastore.store.StorageEngine;
import dev.kindred.datastore.store.StoreClosedException;
import dev.kindred.datastore.store.StoreException;
import dev.kindred.datastore.store.TaskStorage;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BiFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What the dispatcher makes of a store that fails. On the memory engine alone: the failures are put in between. */
@Timeout(120)
class StoreFailureTests {

    private static final Duration LONG = Duration.ofSeconds(60);

    @Test
    void queueThatCannotBeReadHoldsUpNoOtherAndIsReadAgain() {
        AtomicBoolean sick = new AtomicBoolean(true);
        Set<String> ran = ConcurrentHashMap.newKeySet();
        try (LocalDatastore datastore =
                LocalDatastore.on(sickWhen(sick, new MemoryEngine())).build()) {
            TaskQueues queues = TaskQueues.on(datastore).build();
            TaskDispatcher dispatcher = TaskDispatcher.on(
                            queues, run -> ran.add(run.task().queue()))
                    .build();
            queues.add(Task.of(new byte[] {1}).queue("a-sick"));
            dispatcher.start();
            queues.add(Task.of(new byte[] {1}).queue("b-well"));

            await().atMost(LONG).until(() -> ran.equals(Set.of("b-well")));
            sick.set(false);
            await().atMost(LONG).until(() -> ran.equals(Set.of("a-sick", "b-well")));
            dispatcher.stop(LONG);
        }
    }

    @Test
    void dispatcherThatIsStoppedAfterItsStoreLeavesNoThreadBehind() throws InterruptedException {
        CountDownLatch inside = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        LocalDatastore datastore = LocalDatastore.on(new MemoryEngine()).build();
        TaskQueues queues = TaskQueues.on(datastore).build();
        Set<Thread> before = completers();
        TaskDispatcher dispatcher = TaskDispatcher.on(queues, run -> {
                    inside.countDown();
                    while (goOn.getCount() > 0) { // hears no interrupt
                        Thread.onSpinWait();
                    }
                })
                .build();
        queues.add(Task.of(new byte[] {1}));
        dispatcher.start();
        inside.await();
        datastore.close();

        assertThatExceptionOfType(StoreClosedException.class).isThrownBy(() -> dispatcher.stop(Duration.ofMillis(10)));

        goOn.countDown();
        assertThat(dispatcher.isRunning()).isFalse();
        assertThat(completers()).isEqualTo(before);
    }

    @Test
    void stopThatMayTakeForEverWaitsAsLongAsItTakes() {
        try (LocalDatastore datastore = LocalDatastore.on(new MemoryEngine()).build()) {
            TaskDispatcher dispatcher = TaskDispatcher.on(
                            TaskQueues.on(datastore).build(), run -> {})
                    .build();
            dispatcher.start();

            dispatcher.stop(Duration.ofMillis(Long.MAX_VALUE));

            assertThat(dispatcher.isRunning()).isFalse();
        }
    }

    private static Set<Thread> completers() {
        Set<Thread> threads = ConcurrentHashMap.newKeySet();
        for (Thread thread : Thread.getAllStackTraces().keySet()) {
            if (thread.getName().equals("delay-completer")) {
                threads.add(thread);
            }
        }
        return threads;
    }

    private static StorageEngine sickWhen(AtomicBoolean sick, StorageEngine engine) {
        TaskStorage tasks = between(TaskStorage.class, engine.tasks(), (method, arguments) -> {
            if (sick.get() && method.getName().equals("claim") && arguments[0].equals("a-sick")) {
                throw new StoreException("A block cannot be read.", null);
            }
            return null;
        });
        return between(
                StorageEngine.class,
                engine,
                (method, arguments) -> method.getName().equals("tasks") ? tasks : null);
    }

    private static <T> T between(Class<T> type, T target, BiFunction<Method, Object[], Object> instead) {
        return type.cast(
                Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, (proxy, method, arguments) -> {
                    Object given = instead.apply(method, arguments);
                    try {
                        return given != null ? given : method.invoke(target, arguments);
                    } catch (InvocationTargetException failure) {
                        throw failure.getTargetException();
                    }
                }));
    }
}
