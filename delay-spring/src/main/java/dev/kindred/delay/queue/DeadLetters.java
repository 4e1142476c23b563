package dev.kindred.delay.queue;

import dev.kindred.datastore.store.DeadTask;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The dead letters of a queue, all or some of them: tasks that were given up. Each has its reason, when it died, and the task as it was, with its attempts, its first run, its last
 * error with the top of the stack, and what it was to do. They stay until somebody runs them again or throws them away. From {@link TaskQueues#deadLetters}; immutable and safe for all threads.
 *
 * <p><b>Order.</b> By id, so those that were added first come first. A page begins after an id, wherever that task is by now.
 *
 * <p><b>To redrive</b> a task makes it wait again under its id, due at once, its attempts and its age counted from zero, with the settings that its queue has now. In a paused queue it waits for
 * the end of the pause. A name stays taken while its task is dead, so none is in the way. A unique key was freed when the task died; the task does not get it back, for another may have it by now. With a
 * concurrency key the task comes before the waiting ones that were added after it. A member of a group counts when it is done; what was to follow a task follows then. {@code orElse} tasks were
 * added when it died, and are once more if it dies again; not for a task whose function nobody knew.
 *
 * <p><b>To discard</b> a task deletes it for good; its name stays taken for a while. A member of a group counts as failed: it is over, and the group goes on without it.
 */
public final class DeadLetters {

    private static final int PAGE = 200;

    private final TaskQueues queues;
    private final String queue;
    private final @Nullable Predicate<? super DeadTask> condition;

    DeadLetters(TaskQueues queues, String queue) {
        this(queues, queue, null);
    }

    private DeadLetters(TaskQueues queues, String queue, @Nullable Predicate<? super DeadTask> condition) {
        this.queues = queues;
        this.queue = queue;
        this.condition = condition;
    }

    /**
     * Those of them that were given up for a reason.
     *
     * @param reason the reason
     * @return fewer dead letters
     */
    public DeadLetters of(DeadTask.Reason reason) {
        return matching(letter -> letter.reason() == reason);
    }

    /**
     * Those of them that meet a condition, such as being a call of a certain function ({@code StoredCall.of("mail.welcome")}). All dead letters of the queue are read for it.
     *
     * @param further the condition
     * @return fewer dead letters
     */
    public DeadLetters matching(Predicate<? super DeadTask> further) {
        Predicate<? super DeadTask> known = condition;
        return new DeadLetters(
                queues, queue, known == null ? further : letter -> known.test(letter) && further.test(letter));
    }

    /**
     * How many there are. Costs nothing for all of a queue; reads each one if there is a condition.
     *
     * @return their number; 0 for a queue that is not known
     */
    public long count() {
        if (condition == null) {
            return queues.statistics(queue).dead();
        }
        long count = 0;
        Pages pages = new Pages(Long.MAX_VALUE);
        for (List<DeadTask> page = pages.next(PAGE); !page.isEmpty(); page = pages.next(PAGE)) {
            count += page.size();
        }
        return count;
    }

    /**
     * Finds one by its id.
     *
     * @param id the task
     * @return the dead letter, or null if there is none, or it is not one of these
     */
    public @Nullable DeadTask find(long id) {
        List<DeadTask> found = id < 1 ? List.of() : queues.dead(queue, id - 1, 1);
        DeadTask letter = found.isEmpty() ? null : found.get(0);
        return letter == null || letter.task().id() != id || !matches(letter) ? null : letter;
    }

    /**
     * Lists them.
     *
     * @param afterId only those with a greater id; 0 for the first page
     * @param limit the most to return, at least 1
     * @return in ascending order of id
     * @throws IllegalArgumentException if the limit is less than 1
     */
    public List<DeadTask> list(long afterId, int limit) {
        checkLimit(limit);
        List<DeadTask> letters = new ArrayList<>();
        Pages pages = new Pages(Long.MAX_VALUE);
        pages.after = afterId;
        while (letters.size() < limit) {
            List<DeadTask> page = pages.next(limit - letters.size());
            if (page.isEmpty()) {
                break;
            }
            letters.addAll(page);
        }
        return letters;
    }

    /**
     * Runs one again.
     *
     * @param id the task
     * @return false if it is not one of these, or not any more
     */
    public boolean redrive(long id) {
        DeadTask letter = find(id);
        return letter != null && redrive(List.of(letter)) == 1;
    }

    /**
     * Runs all of them again that there are now, the first first. In steps of one commit each: a task that dies again meanwhile is left, and after a failure a part may be done.
     *
     * @return how many there were
     */
    public long redriveAll() {
        return redriveAll(Long.MAX_VALUE);
    }

    /**
     * Runs some of them again, the first first, to see how they do before the others follow.
     *
     * @param most how many at most, at least 1
     * @return how many there were
     * @throws IllegalArgumentException if it is less than 1
     */
    public long redriveAll(long most) {
        return inSteps(most, this::redrive);
    }

    /**
     * Throws one away for good.
     *
     * @param id the task
     * @return false if it is not one of these, or not any more
     */
    public boolean discard(long id) {
        DeadTask letter = find(id);
        return letter != null && discard(List.of(letter)) == 1;
    }

    /**
     * Throws all of them away for good that there are now. In steps: after a failure a part may be gone.
     *
     * @return how many there were
     */
    public long discardAll() {
        return discardAll(Long.MAX_VALUE);
    }

    /**
     * Throws some of them away for good, the first first.
     *
     * @param most how many at most, at least 1
     * @return how many there were
     * @throws IllegalArgumentException if it is less than 1
     */
    public long discardAll(long most) {
        return inSteps(most, this::discard);
    }

    private interface Step {
        int over(List<DeadTask> letters);
    }

    private long inSteps(long most, Step step) {
        checkLimit(most);
        // What is added from now on is of no concern, so that this ends however fast tasks die.
        Pages pages = new Pages(queues.storage().nextId());
        long done = 0;
        while (done < most) {
            List<DeadTask> page = pages.next((int) Math.min(PAGE, most - done));
            if (page.isEmpty()) {
                break;
            }
            done += step.over(page);
        }
        return done;
    }

    private int redrive(List<DeadTask> letters) {
        List<DeadTask> redriven = those(letters, queues.storage().redrive(queue, ids(letters)));
        if (!redriven.isEmpty()) {
            queues.observer().redriven(redriven);
        }
        return redriven.size();
    }

    private int discard(List<DeadTask> letters) {
        List<DeadTask> discarded = those(
                letters,
                queues.storage()
                        .discard(
                                queue,
                                ids(letters),
                                TaskRecords.and(queues, TaskRecord.Outcome.DISCARDED, Groups.discarded(queues))));
        if (!discarded.isEmpty()) {
            queues.observer().discarded(discarded);
        }
        return discarded.size();
    }

    private static List<Long> ids(List<DeadTask> letters) {
        return letters.stream().map(letter -> letter.task().id()).toList();
    }

    private static List<DeadTask> those(List<DeadTask> letters, List<Long> ids) {
        Set<Long> wanted = Set.copyOf(ids);
        return letters.stream()
                .filter(letter -> wanted.contains(letter.task().id()))
                .toList();
    }

    private boolean matches(DeadTask letter) {
        return condition == null || condition.test(letter);
    }

    private void checkLimit(long limit) {
        if (limit < 1) {
            throw new IllegalArgumentException(
                    "At least 1 dead letter of queue \"" + queue + "\" must be asked for, not " + limit + ".");
        }
    }

    /** Reads on and on; what matches, if anything does, comes in pieces. */
    private final class Pages {

        private final long last;
        private long after;

        Pages(long last) {
            this.last = last;
        }

        /** The next ones, at least one unless there are no more. */
        List<DeadTask> next(int most) {
            while (true) {
                List<DeadTask> page = queues.dead(queue, after, condition == null ? Math.min(PAGE, most) : PAGE);
                if (page.isEmpty()) {
                    return page;
                }
                List<DeadTask> matching = new ArrayList<>();
                for (DeadTask letter : page) {
                    if (letter.task().id() > last || matching.size() == most) {
                        break;
                    }
                    after = letter.task().id();
                    if (matches(letter)) {
                        matching.add(letter);
                    }
                }
                if (!matching.isEmpty() || page.get(page.size() - 1).task().id() > last) {
                    return matching;
                }
            }
        }
    }
}
