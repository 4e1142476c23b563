package dev.kindred.delay.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.kindred.datastore.LocalDatastore;
import dev.kindred.datastore.engine.memory.MemoryEngine;
import dev.kindred.datastore.store.StorageEngine;
import dev.kindred.datastore.store.TaskRow;
import dev.kindred.datastore.store.TaskStorage;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongConsumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A store that says that others have taken over what runs here. */
@Timeout(60)
class LostLeaseTests {

    private final AtomicReference<LongConsumer> lost = new AtomicReference<>();

    @Test
    void whatOthersHaveTakenOverIsToldToEndAndWhatHasNotBegunDoesNotBegin() throws InterruptedException {
        List<Long> begun = new CopyOnWriteArrayList<>();
        List<Boolean> told = new CopyOnWriteArrayList<>();
        List<Long> late = new CopyOnWriteArrayList<>();
        CountDownLatch never = new CountDownLatch(1);
        try (LocalDatastore datastore = LocalDatastore.on(engine()).build()) {
            TaskQueues queues = TaskQueues.on(datastore)
                    .observer(new TaskObserver() {
                        @Override
                        public void leaseLost(TaskRow task) {
                            late.add(task.id());
                        }
                    })
                    .build();
            TaskDispatcher dispatcher = TaskDispatcher.on(queues, run -> {
                        begun.add(run.task().id());
                        try {
                            never.await();
                        } catch (InterruptedException interrupted) {
                            told.add(run.isToEnd());
                        }
                    })
                    .build();
            long id = queues.add(Task.of(new byte[] {1})).id();
            dispatcher.start();
            await().until(() -> begun.contains(id));

            lost.get().accept(Long.MAX_VALUE);

            await().until(() -> late.contains(id));
            assertThat(told).containsExactly(true);
            assertThat(queues.list(Task.DEFAULT_QUEUE, 0, 10))
                    .as("its end is not counted here")
                    .hasSize(1);
            dispatcher.stop(Duration.ofSeconds(10));
        }
    }

    private StorageEngine engine() {
        StorageEngine engine = new MemoryEngine();
        TaskStorage tasks = (TaskStorage) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {TaskStorage.class}, (proxy, method, args) -> {
                    if (method.getName().equals("onLeasesLost")) {
                        lost.set((LongConsumer) args[0]);
                        return null;
                    }
                    return invoke(method, engine.tasks(), args);
                });
        return (StorageEngine) Proxy.newProxyInstance(
                getClass().getClassLoader(),
                new Class<?>[] {StorageEngine.class},
                (proxy, method, args) -> method.getName().equals("tasks") ? tasks : invoke(method, engine, args));
    }

    private static Object invoke(Method method, Object on, Object[] args) throws Throwable {
        try {
            return method.invoke(on, args);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }
}
