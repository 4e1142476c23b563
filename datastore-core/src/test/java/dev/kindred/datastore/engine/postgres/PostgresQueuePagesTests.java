package dev.kindred.datastore.engine.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kindred.datastore.engine.postgres.QueuePages.States;
import dev.kindred.datastore.store.DeadTask;
import dev.kindred.datastore.store.TaskChange;
import dev.kindred.datastore.store.TaskLease;
import dev.kindred.datastore.store.TaskRow;
import dev.kindred.datastore.store.TaskTraits;
import dev.kindred.datastore.store.Writes;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Pages of queues that lie in the table among others, in whatever way they are looked for. */
class PostgresQueuePagesTests {

    private final PostgresEngine engine = PostgresEngine.on(TestServer.dataSource())
            .schema(TestServer.newSchema())
            .notifications(Notifications.OFF)
            .build();
    private final List<Long> waiting = new ArrayList<>();
    private final List<Long> running = new ArrayList<>();

    @AfterEach
    void close() {
        engine.close();
    }

    /** Of a small queue among those of a larger one. */
    private void fill(Random random) {
        engine.open();
        for (int i = 0; i < 120; i++) {
            long id = engine.tasks().nextId();
            boolean small = random.nextInt(4) == 0;
            TaskTraits traits =
                    small && random.nextInt(3) == 0 ? new TaskTraits("key", 1, null, null) : TaskTraits.NONE;
            TaskRow task = TaskRow.waiting(
                            id, small ? "small" : "large", null, 1, random.nextInt(3), new byte[] {1}, Map.of(), 1)
                    .withTraits(traits);
            new Writes().task(new TaskChange.Add(task)).in(engine);
            if (small) {
                waiting.add(id);
            }
        }
        for (TaskLease lease : engine.tasks().claim("small", 10, 2)) {
            waiting.remove(lease.task().id());
            if (random.nextBoolean()) {
                engine.tasks().bury(lease, DeadTask.Reason.REJECTED, "no");
            } else {
                running.add(lease.task().id());
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"2000, 10000", "7, 10000", "7, 0", "1, 10000", "1, 0"})
    void areComplete(int window, long few) {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        fill(random);
        QueuePages pages = new QueuePages(engine.taskTable(), window, few);
        List<Long> all = new ArrayList<>(waiting);
        all.addAll(running);
        all.sort(null);

        for (int limit : new int[] {1, 3, 1_000}) {
            assertThat(read(pages, States.NOT_DEAD, Long.MAX_VALUE, limit))
                    .as("seed %d", seed)
                    .isEqualTo(all);
            assertThat(read(pages, States.NOT_BEGUN, Long.MAX_VALUE, limit))
                    .as("seed %d", seed)
                    .isEqualTo(waiting);
        }
        long last = waiting.get(waiting.size() / 2);
        assertThat(read(pages, States.NOT_BEGUN, last, 2))
                .as("seed %d", seed)
                .isEqualTo(waiting.stream().filter(id -> id <= last).toList());
        assertThat(pages.page("none", 0, Long.MAX_VALUE, States.NOT_DEAD, 5)).isEmpty();
    }

    private static List<Long> read(QueuePages pages, States states, long last, int limit) {
        List<Long> ids = new ArrayList<>();
        long after = 0;
        while (true) {
            List<TaskRow> page = pages.page("small", after, last, states, limit);
            page.forEach(task -> ids.add(task.id()));
            if (page.size() < limit) {
                return ids;
            }
            after = page.get(page.size() - 1).id();
        }
    }

    @Test
    void aTaskIsFoundByItsIdInOneRoundTrip() {
        fill(new Random(1));
        long before = (long) engine.status().details().get("roundTrips");

        for (long id : waiting) {
            assertThat(engine.tasks().list("small", id - 1, 1))
                    .singleElement()
                    .satisfies(found -> assertThat(found.id()).isEqualTo(id));
        }

        assertThat((long) engine.status().details().get("roundTrips") - before).isEqualTo(waiting.size());
    }
}
