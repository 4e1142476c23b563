package dev.kindred.delay;

import dev.kindred.delay.queue.TaskQueues;
import java.util.HashSet;
import java.util.Set;

/**
 * Which schedules are declared, here and by the other processes on the store that live. Each process tells it beside the functions that it knows, once for the key and once with the times, so that while a release is rolled
 * out none takes away, or replans, what belongs to the other release.
 */
final class DeclaredSchedules {

    private static final String PREFIX = "schedule ";

    private final TaskQueues queues;

    DeclaredSchedules(TaskQueues queues) {
        this.queues = queues;
    }

    /** Tells the others what this process knows and declares, until it ends. */
    void tell(DelayedRegistry registry) {
        Set<String> names = new HashSet<>(registry.names());
        registry.schedules().values().forEach(schedule -> {
            names.add(name(schedule.key()));
            names.add(name(schedule.key(), schedule.definition()));
        });
        queues.datastore().tasks().knows(names);
    }

    boolean areElsewhere(String key) {
        return queues.datastore().tasks().isKnownElsewhere(name(key));
    }

    boolean areElsewhere(String key, String definition) {
        return queues.datastore().tasks().isKnownElsewhere(name(key, definition));
    }

    private static String name(String key) {
        return PREFIX + key;
    }

    private static String name(String key, String definition) {
        return PREFIX + key + " = " + definition;
    }
}
