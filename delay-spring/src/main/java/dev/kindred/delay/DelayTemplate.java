package dev.kindred.delay;

import dev.kindred.datastore.Transaction;
import dev.kindred.datastore.store.TaskRow;
import dev.kindred.delay.queue.InvalidTaskException;
import dev.kindred.delay.queue.RetryPolicy;
import dev.kindred.delay.queue.Task;
import dev.kindred.delay.queue.TaskQueues;
import java.lang.reflect.Method;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.springframework.core.ParameterizedTypeReference;

/** The delay operations on the queues of one datastore. */
public final class DelayTemplate implements DelayOperations {

    private static final Task PROBE = Task.of(new byte[0]);

    private final DelayedRegistry registry;
    private final TaskQueues queues;
    private final TaskContext context;
    private final UnaryOperator<Task> options;
    private final @Nullable Transaction transaction;

    /**
     * Operations without options.
     *
     * @param registry the functions that can be called
     * @param queues where their tasks are stored
     */
    public DelayTemplate(DelayedRegistry registry, TaskQueues queues) {
        this(registry, queues, TaskContext.NONE);
    }

    /**
     * Operations without options.
     *
     * @param registry the functions that can be called
     * @param queues where their tasks are stored
     * @param context what each call takes along
     */
    public DelayTemplate(DelayedRegistry registry, TaskQueues queues, TaskContext context) {
        this(registry, queues, context, UnaryOperator.identity(), null);
    }

    private DelayTemplate(
            DelayedRegistry registry,
            TaskQueues queues,
            TaskContext context,
            UnaryOperator<Task> options,
            @Nullable Transaction transaction) {
        this.registry = registry;
        this.queues = queues;
        this.context = context;
        this.options = options;
        this.transaction = transaction;
    }

    @Override
    public DelayOperations in(Duration delay) {
        return with(task -> task.in(delay));
    }

    @Override
    public DelayOperations at(Instant eta) {
        return with(task -> task.at(eta));
    }

    @Override
    public DelayOperations named(String name) {
        return with(task -> task.named(name));
    }

    @Override
    public DelayOperations queue(String queue) {
        DelayTemplate chosen = with(task -> task.queue(queue));
        String problem = CallQueues.problem(queues, queue);
        if (problem != null) {
            throw new InvalidTaskException("No call can be stored in " + problem + ".");
        }
        return chosen;
    }

    @Override
    public DelayOperations priority(int priority) {
        return with(task -> task.priority(priority));
    }

    @Override
    public DelayOperations concurrencyKey(String key) {
        return with(task -> task.concurrencyKey(key));
    }

    @Override
    public DelayOperations uniqueKey(String key) {
        return with(task -> task.uniqueKey(key));
    }

    @Override
    public DelayOperations replacing(String uniqueKey) {
        return with(task -> task.uniqueKey(uniqueKey).replacing());
    }

    @Override
    public DelayOperations retry(RetryPolicy policy) {
        return with(task -> task.retry(policy));
    }

    @Override
    public DelayOperations deadline(Duration deadline) {
        return with(task -> task.deadline(deadline));
    }

    @Override
    public DelayOperations header(String name, String value) {
        return with(task -> task.header(name, value));
    }

    @Override
    public DelayOperations within(Transaction other) {
        return new DelayTemplate(registry, queues, context, options, other);
    }

    @Override
    public TaskHandle call(TaskCall code) {
        return add(task(code));
    }

    @Override
    public TaskHandle call(String key, @Nullable Object... arguments) {
        return add(task(key, arguments));
    }

    @Override
    public TaskHandle task(TaskCall code) {
        return own(Recording.ofOne(code));
    }

    @Override
    public TaskHandle task(String key, @Nullable Object... arguments) {
        DelayedMethod function = registry.get(key);
        return own(handle(function, function.codec().arrange(arguments)));
    }

    @Override
    public List<TaskHandle> batch(TaskCall code) {
        return addAll(Recording.of(code).stream().map(this::own).toList());
    }

    @Override
    public TaskHandle add(TaskHandle task) {
        return addAll(List.of(task)).get(0);
    }

    @Override
    public List<TaskHandle> addAll(Collection<TaskHandle> tasks) {
        List<TaskHandle> handles = List.copyOf(tasks);
        handles.forEach(TaskHandle::open); // refuses what is stored already
        Recording recording = Recording.current();
        if (recording != null) {
            recording.add(handles);
            return handles;
        }
        Transaction current = transaction != null ? transaction : CurrentTransaction.of(queues.datastore());
        return context.store(handles, headers -> store(handles, headers, current));
    }

    private List<TaskHandle> store(
            List<TaskHandle> handles, Map<String, String> headers, @Nullable Transaction current) {
        List<Task> open =
                handles.stream().map(handle -> handle.carrying(headers).open()).toList();
        List<TaskRow> rows = current == null ? queues.addAll(open) : queues.addAll(current, open);
        List<TaskHandle> stored = new ArrayList<>(rows.size());
        for (int i = 0; i < rows.size(); i++) {
            stored.add(handles.get(i).storedAs(rows.get(i)));
        }
        return stored;
    }

    @Override
    public TaskGroup group(String name, TaskCall code) {
        List<TaskHandle> members = Recording.of(code).stream().map(this::own).toList();
        members.forEach(TaskHandle::open); // refuses what is stored already
        return new TaskGroup(this, name, members);
    }

    @Override
    public TaskResult result(TaskHandle task) {
        return new TaskResult(queues.outcome(task.row()), registry);
    }

    @Override
    public TaskResult result(String queue, String name) {
        return new TaskResult(queues.outcome(queue, name), registry);
    }

    @Override
    public <T> DelayedFunction<T> function(String key, Class<T> type, T body) {
        return registered(DelayedFunction.of(key, type, body));
    }

    @Override
    public <T> DelayedFunction<T> function(String key, ParameterizedTypeReference<T> type, T body) {
        return registered(DelayedFunction.of(key, type, body));
    }

    private <T> DelayedFunction<T> registered(DelayedFunction<T> function) {
        registry.add(function);
        return function;
    }

    void addGroup(String name, List<TaskHandle> members, TaskHandle then) {
        if (Recording.current() != null) {
            throw new IllegalStateException(
                    "The group \"" + name + "\" cannot be part of a batch or of another group; store it by itself.");
        }
        then.open(); // refuses what is stored already
        Transaction current = transaction != null ? transaction : CurrentTransaction.of(queues.datastore());
        List<TaskHandle> told = members.isEmpty() ? List.of(then) : members;
        context.store(told, headers -> {
            List<Task> open = members.stream()
                    .map(member -> member.carrying(headers).open())
                    .toList();
            Task last = then.carrying(headers).open();
            if (current == null) {
                queues.datastore().runInTransaction(fresh -> queues.addGroup(fresh, name, open, last));
            } else {
                queues.addGroup(current, name, open, last);
            }
            return told;
        });
    }

    boolean cancel(TaskRow task) {
        return queues.cancel(task.queue(), task.id());
    }

    /** A call of a function's stub: stored, or recorded. */
    TaskHandle deferred(DelayedMethod function, @Nullable Object[] arguments) {
        return add(handle(function, arguments));
    }

    /** A call that came through the proxy of its bean: stored, or recorded. */
    TaskHandle intercepted(Method method, @Nullable Object[] arguments) {
        return deferred(registry.get(method), arguments);
    }

    private TaskHandle handle(DelayedMethod function, @Nullable Object[] arguments) {
        Task task = function.task(arguments);
        for (Map.Entry<String, String> header : context.capture().entrySet()) {
            task = task.header(header.getKey(), header.getValue());
        }
        return new TaskHandle(this, function.key(), task, null);
    }

    /** The task with these operations' options, to be added by them. */
    private TaskHandle own(TaskHandle recorded) {
        return new TaskHandle(this, recorded.key(), options.apply(recorded.open()), null);
    }

    private DelayTemplate with(UnaryOperator<Task> option) {
        Objects.requireNonNull(option.apply(PROBE)); // refuses here, not at the call
        return new DelayTemplate(registry, queues, context, task -> option.apply(options.apply(task)), transaction);
    }
}
