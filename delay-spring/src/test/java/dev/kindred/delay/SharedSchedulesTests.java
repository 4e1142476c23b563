package dev.kindred.delay;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kindred.delay.queue.Task;
import dev.kindred.delay.queue.TaskQueues;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;

/** Applications that share a store on PostgreSQL, each with an engine of its own, and the schedules that both have. */
class SharedSchedulesTests {

    private final SharedNodes nodes = new SharedNodes();
    private final List<String> log = new CopyOnWriteArrayList<>();

    private AnnotationConfigApplicationContext node() {
        return nodes.start(node -> {
            node.registerBean(DelayedSchedulesContract.TestLog.class, () -> new DelayedSchedulesContract.TestLog(log));
            node.register(DelayedSchedulesContract.Application.class, DelayedSchedulesContract.Nightly.class);
        });
    }

    @AfterEach
    void close() {
        nodes.close();
    }

    @Test
    void eachTimeOfAScheduleRunsOnceWhoeverIsThere() {
        node();
        node();

        for (int hour = 0; hour < 3 * 24; hour++) {
            nodes.clock.advance(Duration.ofHours(1));
            nodes.runDueEverywhereAtOnce();
        }

        assertThat(log)
                .containsExactly(
                        "nightly 2026-11-22T02:00:00Z", "nightly 2026-11-23T02:00:00Z", "nightly 2026-11-24T02:00:00Z");
    }

    @Test
    void ofTasksWithOneUniqueKeyThatAllAddOneIsStored() {
        TaskQueues queues = node().getBean(TaskQueues.class);
        node();

        nodes.everywhereAtOnce(node -> node.getBean(TaskQueues.class)
                .addEach(List.of(Task.of(new byte[] {1}).queue("once").uniqueKey("report"))));

        assertThat(queues.list("once", 0, 10)).hasSize(1);
    }
}
