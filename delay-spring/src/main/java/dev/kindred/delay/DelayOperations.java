package dev.kindred.delay;

import dev.kindred.datastore.Transaction;
import dev.kindred.delay.queue.RetryPolicy;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.core.ParameterizedTypeReference;

/**
 * Stores calls of delayed functions with options: the bean {@code delay}.
 *
 * <pre>{@code
 * delay.in(Duration.ofMinutes(5)).named("w-17").call(() -> mailer.welcome(user, "hi"));
 * delay.batch(() -> users.forEach(user -> mailer.welcome(user, "hi")));
 * }</pre>
 *
 * <p>Immutable: {@code in}, {@code queue} and their like return operations with one more option; the bean itself has none. The code given to {@link #call(TaskCall)},
 * {@link #task(TaskCall)} and {@link #batch} runs at once, on the calling thread; the calls of delayed methods that it makes through their beans are recorded
 * instead of stored. If it throws, nothing is stored.
 *
 * <p>Whatever stores does so with the datastore transaction that is bound to the thread, or with that given by {@link #within}; without one, in a commit of its own, and then it is
 * durable when the method returns. Options apply to each task, also to those of a batch; they win over what the annotation says. Safe for all threads.
 */
public interface DelayOperations {

    /**
     * Delays the tasks, counted from when they are stored.
     *
     * @param delay zero or positive
     * @return operations with this option
     * @throws dev.kindred.delay.queue.InvalidTaskException if it is negative
     */
    DelayOperations in(Duration delay);

    /**
     * Lets the tasks wait until a time.
     *
     * @param eta the earliest time they may run
     * @return operations with this option
     * @throws dev.kindred.delay.queue.InvalidTaskException if it is before 1970
     */
    DelayOperations at(Instant eta);

    /**
     * Names the task. A name is unique in its queue while the task waits or runs, and for a while after.
     *
     * @param name 1 to 500 letters, digits, hyphens and underscores
     * @return operations with this option
     * @throws dev.kindred.delay.queue.InvalidTaskException if it is not valid
     */
    DelayOperations named(String name);

    /**
     * Chooses the queue.
     *
     * @param queue 1 to 100 letters, digits and hyphens
     * @return operations with this option
     * @throws dev.kindred.delay.queue.InvalidTaskException if it is not valid, is not configured, or is a pull queue
     */
    DelayOperations queue(String queue);

    /**
     * Lets the tasks overtake, or be overtaken by, others of their queue.
     *
     * @param priority 0 to 255; higher runs first; 100 without
     * @return operations with this option
     * @throws dev.kindred.delay.queue.InvalidTaskException if it is out of range
     */
    DelayOperations priority(int priority);

    /**
     * Lets the tasks run one after another, in the order in which they were added, with all others of their queue that have the same key; see
     * {@link dev.kindred.delay.queue.Task#concurrencyKey}.
     *
     * @param key what must not be worked on at once, 1 to 500 bytes in UTF-8
     * @return operations with this option
     * @throws dev.kindred.delay.queue.InvalidTaskException if it is not valid
     */
    DelayOperations concurrencyKey(String key);

    /**
     * Stores a task only if none of its queue with the same key waits or runs; see {@link dev.kindred.delay.queue.Task#uniqueKey}. Otherwise the call is refused with a
     * {@link dev.kindred.datastore.DuplicateTaskException}, in a transaction at the commit.
     *
     * @param key what is to be done once, 1 to 500 bytes in UTF-8
     * @return operations with this option
     * @throws dev.kindred.delay.queue.InvalidTaskException if it is not valid
     */
    DelayOperations uniqueKey(String key);

    /**
     * Stores a task in place of the waiting one of its queue with the same key, if there is one, in or outside of a transaction; see {@link dev.kindred.delay.queue.Task#replacing}. So with a delay, of many calls
     * only the last is carried out, when there were none for that long: {@code delay.in(ofSeconds(10)).replacing("index-17").call(…)}. While the earlier task runs, the call is refused with a
     * {@link dev.kindred.datastore.DuplicateTaskException}, in a transaction at the commit.
     *
     * @param uniqueKey as of {@link #uniqueKey}; the tasks must have neither a name nor a concurrency key
     * @return operations with this option
     * @throws dev.kindred.delay.queue.InvalidTaskException if it is not valid
     */
    DelayOperations replacing(String uniqueKey);

    /**
     * Gives the tasks a retry policy of their own.
     *
     * @param policy when they run again if they fail, and when they are given up
     * @return operations with this option
     */
    DelayOperations retry(RetryPolicy policy);

    /**
     * Limits how long a run may take; then it is interrupted, and has failed.
     *
     * @param deadline 1 ms to 365 days
     * @return operations with this option
     * @throws dev.kindred.delay.queue.InvalidTaskException if it is out of range
     */
    DelayOperations deadline(Duration deadline);

    /**
     * Adds a header, which {@link DelayContext#header} gives back.
     *
     * @param name the header's name
     * @param value its value
     * @return operations with this option
     */
    DelayOperations header(String name, String value);

    /**
     * Stores with a transaction that Spring does not know, such as that of {@code Datastore.runInTransaction}.
     *
     * @param transaction an active read-write transaction of the datastore the queues are in
     * @return operations with this option
     */
    DelayOperations within(Transaction transaction);

    /**
     * Stores the one call of a delayed method that some code makes.
     *
     * @param code calls exactly one delayed method through its bean
     * @return the stored task
     * @throws IllegalStateException if it calls none, or several; nothing is stored
     * @throws RuntimeException as {@link #add}
     */
    TaskHandle call(TaskCall code);

    /**
     * Stores a call by key.
     *
     * @param key the function's key or an alias
     * @param arguments those of the method but for a {@link DelayContext}; a variadic tail may be given one by one
     * @return the stored task
     * @throws DelayArgumentException if there is no such function, or number, type or content of the arguments do not fit; nothing is stored
     * @throws RuntimeException as {@link #add}
     */
    TaskHandle call(String key, @Nullable Object... arguments);

    /**
     * Turns the one call that some code makes into a task without storing it.
     *
     * @param code calls exactly one delayed method through its bean
     * @return the task, to be adjusted and added
     * @throws IllegalStateException if it calls none, or several
     */
    TaskHandle task(TaskCall code);

    /**
     * Turns a call by key into a task without storing it.
     *
     * @param key the function's key or an alias
     * @param arguments as in {@link #call(String, Object...)}
     * @return the task, to be adjusted and added
     * @throws DelayArgumentException as in {@link #call(String, Object...)}
     */
    TaskHandle task(String key, @Nullable Object... arguments);

    /**
     * Stores all calls of delayed methods that some code makes, in one commit, all or none.
     *
     * @param code calls any number of delayed methods through their beans, directly or by these operations
     * @return the stored tasks in the order of the calls
     * @throws RuntimeException as {@link #add}
     */
    List<TaskHandle> batch(TaskCall code);

    /**
     * Stores a task. Inside a {@link #batch} it joins that.
     *
     * @param task made by {@code task(...)}
     * @return the stored task
     * @throws IllegalStateException if it is stored already, or the transaction is read-only or over
     * @throws dev.kindred.delay.queue.InvalidTaskException if it is too large or planned too far ahead
     * @throws dev.kindred.datastore.DuplicateTaskException without a transaction, if the name is taken; with one, its commit throws it
     * @throws RuntimeException without a transaction, whatever else its own commit throws; nothing is stored then
     */
    TaskHandle add(TaskHandle task);

    /**
     * Stores tasks, in one commit.
     *
     * @param tasks made by {@code task(...)}
     * @return the stored tasks, in order
     * @throws RuntimeException as {@link #add}; none is stored then
     */
    List<TaskHandle> addAll(Collection<TaskHandle> tasks);

    /**
     * Begins a group: tasks that are counted, so that another follows when all are over. Nothing is stored before {@link TaskGroup#then(TaskCall)} says what follows.
     *
     * @param name the group's name, 1 to 500 letters, digits, hyphens and underscores; free again when the group is over
     * @param code calls any number of delayed methods through their beans, directly or by these operations
     * @return the group, to be completed by {@code then}
     */
    TaskGroup group(String name, TaskCall code);

    /**
     * Looks what has become of a task, and at the result its method gave with {@link DelayContext#result}. Does not wait.
     *
     * @param task a stored task; while the transaction it was stored with has not committed, its state is {@code UNKNOWN}
     * @return its state, and the result if it is done
     * @throws IllegalStateException if it is not stored yet
     */
    TaskResult result(TaskHandle task);

    /**
     * Looks what has become of the last task with a name: by another process, or after a restart.
     *
     * @param queue the queue
     * @param name the task's name
     * @return its state, and the result if it is done
     * @throws dev.kindred.delay.queue.InvalidTaskException if it cannot be a name
     */
    TaskResult result(String queue, String name);

    /**
     * Makes a delayed function that is no method of a bean, and registers it. Only while beans are being made: every node must know it before its workers begin.
     *
     * @param <T> the interface
     * @param key its identity in stored tasks, unique together with those of {@code @Delayed}; what is wrong with it is reported at the end of the start-up, with all other problems
     * @param type an interface with one abstract method, without type parameters
     * @param body what runs
     * @return the function
     * @throws IllegalStateException if the application has started
     */
    <T> DelayedFunction<T> function(String key, Class<T> type, T body);

    /**
     * Makes a delayed function whose interface has type parameters, and registers it.
     *
     * @param <T> the interface
     * @param key as above
     * @param type an interface with one abstract method, such as {@code new ParameterizedTypeReference<Consumer<List<String>>>() {}}
     * @param body what runs
     * @return the function
     * @throws IllegalStateException if the application has started
     */
    <T> DelayedFunction<T> function(String key, ParameterizedTypeReference<T> type, T body);
}
