package dev.kindred.atlas;

import dev.kindred.delay.DelayedSchedules;
import dev.kindred.delay.queue.GroupStatus;
import dev.kindred.delay.queue.TaskQueues;
import java.util.Comparator;
import java.util.List;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;

/** Looks at the queues, and does with dead letters what an operator does. */
@Service
class WorkService {

    private static final int SHOWN = 20;

    /** What the library itself keeps in queues is no matter of the page. */
    private static final String OF_THE_LIBRARY = "kindred-";

    private final TaskQueues queues;
    private final DelayedSchedules schedules;
    private final MostVisitedRepository mostVisited;
    private final Reviewer reviewer;

    WorkService(TaskQueues queues, DelayedSchedules schedules, MostVisitedRepository mostVisited, Reviewer reviewer) {
        this.queues = queues;
        this.schedules = schedules;
        this.mostVisited = mostVisited;
        this.reviewer = reviewer;
    }

    Work look() {
        List<String> names = names();
        return new Work(
                names.stream().map(queues::status).map(Work.Queue::of).toList(),
                batches(),
                schedules.list().stream().map(Work.Recurring::of).toList(),
                mostVisited.findById(MostVisited.ID).orElse(null),
                reviewer.isUp(),
                names.stream()
                        .flatMap(name -> queues.dead(name, 0, SHOWN).stream())
                        .map(Work.DeadLetter::of)
                        .sorted(Comparator.comparing(Work.DeadLetter::died).reversed())
                        .toList());
    }

    // tag::redrive[]
    void redrive(String queue, long id) {
        if (!queues.redrive(queue, id)) {
            throw new NoSuchDeadLetterException(queue, id);
        }
    }

    void redriveAll() {
        names().forEach(queues::redriveAll);
    }

    void discard(String queue, long id) {
        if (!queues.discard(queue, id)) {
            throw new NoSuchDeadLetterException(queue, id);
        }
    }
    // end::redrive[]

    private List<String> names() {
        TreeSet<String> names = new TreeSet<>(queues.configured());
        names.addAll(queues.names());
        names.removeIf(name -> name.startsWith(OF_THE_LIBRARY));
        return List.copyOf(names);
    }

    private Work.@Nullable Batches batches() {
        GroupStatus group = queues.group(PlaceImport.GROUP);
        return group == null ? null : new Work.Batches(group.done(), group.total());
    }
}
