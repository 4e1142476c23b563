package dev.kindred.delay;

import dev.kindred.datastore.store.DeadTask;
import dev.kindred.datastore.store.DeadTask.Reason;
import dev.kindred.datastore.store.StoreException;
import dev.kindred.delay.queue.DeadLetters;
import dev.kindred.delay.queue.TaskQueues;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/**
 * The tasks whose functions nobody knew when they were due. They lie among the dead letters of their queues, in nobody's way: no attempt is counted, names stay taken, groups stay open, {@code orElse} does not follow. When
 * an application starts that knows some of the functions, their tasks wait again; the rest is told in one line of the log. While it runs, it lets the other processes on its store know which functions it knows, so that none
 * of their tasks is parked by one that does not. Safe for all threads.
 */
public final class ParkedTasks implements SmartLifecycle {

    private static final Logger LOG = LoggerFactory.getLogger(ParkedTasks.class);

    private final DelayedRegistry registry;
    private final TaskQueues queues;
    private volatile boolean running;

    /**
     * The parked tasks of some queues.
     *
     * @param registry the functions that are known
     * @param queues where tasks may lie
     */
    public ParkedTasks(DelayedRegistry registry, TaskQueues queues) {
        this.registry = registry;
        this.queues = queues;
    }

    /**
     * Counts them. Reads all dead letters.
     *
     * @return how many there are of each function, by the key they were stored under; the empty text for those whose calls cannot be read here
     */
    public Map<String, Long> count() {
        Map<String, Long> counts = new TreeMap<>();
        for (String queue : queues.names()) {
            long after = 0;
            DeadLetters parked = queues.deadLetters(queue).of(Reason.UNKNOWN_FUNCTION);
            for (List<DeadTask> page = page(parked, queue, after); !page.isEmpty(); page = page(parked, queue, after)) {
                for (DeadTask letter : page) {
                    counts.merge(function(letter), 1L, Long::sum);
                    after = letter.task().id();
                }
            }
        }
        return counts;
    }

    private List<DeadTask> page(DeadLetters parked, String queue, long after) {
        return queues.statistics(queue).dead() == 0 ? List.of() : parked.list(after, 200);
    }

    /**
     * Lets those wait again, due at once, whose functions are known here. Called at each start.
     *
     * @return how many there were
     */
    public long resume() {
        return redrive(letter -> registry.find(function(letter)) != null);
    }

    /**
     * Throws those of a function away for good, because nobody will know it any more.
     *
     * @param function the key they were stored under
     * @return how many there were
     */
    public long discard(String function) {
        long discarded = 0;
        for (String queue : queues.names()) {
            if (queues.statistics(queue).dead() > 0) {
                discarded += queues.deadLetters(queue)
                        .of(Reason.UNKNOWN_FUNCTION)
                        .matching(letter -> function(letter).equals(function))
                        .discardAll();
            }
        }
        return discarded;
    }

    private long redrive(Predicate<DeadTask> which) {
        long redriven = 0;
        for (String queue : queues.names()) {
            if (queues.statistics(queue).dead() > 0) {
                redriven += queues.deadLetters(queue)
                        .of(Reason.UNKNOWN_FUNCTION)
                        .matching(which)
                        .redriveAll();
            }
        }
        return redriven;
    }

    private String function(DeadTask letter) {
        StoredCall call = registry.call(letter.task());
        return call == null ? "" : call.function();
    }

    @Override
    public void start() {
        new DeclaredSchedules(queues).tell(registry);
        long resumed = resume();
        if (resumed > 0) {
            LOG.info("{} parked tasks wait again: their functions are known here", resumed);
        }
        Map<String, Long> left = new TreeMap<>(count());
        Long unreadable = left.remove("");
        if (unreadable != null) {
            LOG.warn(
                    "{} parked tasks have calls that cannot be read here. They run when an application starts that can: with the PayloadCodec, and the key, that wrote them",
                    unreadable);
        }
        if (!left.isEmpty()) {
            LOG.warn(
                    "Tasks of functions that nobody here knows are parked: {}. They run when an application starts that has these keys, or aliases for them",
                    left);
        }
        running = true;
    }

    @Override
    public void stop() {
        running = false;
        try {
            queues.datastore().tasks().knows(Set.of());
        } catch (StoreException gone) {
            LOG.debug("Others find out by themselves that this process is gone", gone);
        }
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    @Override
    public int getPhase() {
        return ClaimingLifecycle.PHASE - 1;
    }
}
