package dev.kindred.datastore.engine.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.kindred.datastore.engine.ordered.OrderedEngine;
import dev.kindred.datastore.engine.ordered.OrderedSettings;
import dev.kindred.datastore.engine.ordered.OrderedStore;
import dev.kindred.datastore.store.StoreException;
import dev.kindred.datastore.store.TaskChange;
import dev.kindred.datastore.store.TaskLease;
import dev.kindred.datastore.store.TaskRow;
import dev.kindred.datastore.store.TaskStorage;
import dev.kindred.datastore.store.Writes;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/** What becomes of tasks if the store cannot be read for a moment. On the memory engine alone: the failures are put in between. */
class FailingReadTests {

    private final AtomicBoolean sick = new AtomicBoolean();
    private final MemoryStore store = new MemoryStore();
    private final OrderedEngine engine = new OrderedEngine("sick", OrderedSettings.DEFAULT) {
        @Override
        protected OrderedStore openStore() {
            return between(OrderedStore.class, store);
        }
    };

    @Test
    void tasksThatCouldNotBeReadForAClaimAreClaimedLater() {
        TaskStorage tasks = engine.tasks();
        List<Long> ids = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            TaskRow task = TaskRow.waiting(tasks.nextId(), "q", null, 1, 100, new byte[] {1}, Map.of(), 1);
            new Writes().task(new TaskChange.Add(task)).in(engine);
            ids.add(task.id());
        }
        sick.set(true);
        assertThatExceptionOfType(StoreException.class).isThrownBy(() -> tasks.claim("q", 10, 5));
        sick.set(false);

        List<TaskLease> leases = tasks.claim("q", 10, 5);

        assertThat(leases).extracting(lease -> lease.task().id()).containsExactlyElementsOf(ids);
        assertThat(leases).allMatch(lease -> lease.task().attempts() == 1);
    }

    private <T> T between(Class<T> type, Object target) {
        return type.cast(
                Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, (proxy, method, arguments) -> {
                    if (sick.get() && method.getName().equals("getAll")) {
                        throw new StoreException("A block cannot be read.", null);
                    }
                    try {
                        Object result = method.invoke(target, arguments);
                        return result instanceof OrderedStore.View view
                                ? between(OrderedStore.View.class, view)
                                : result;
                    } catch (InvocationTargetException failure) {
                        throw failure.getTargetException();
                    }
                }));
    }
}
