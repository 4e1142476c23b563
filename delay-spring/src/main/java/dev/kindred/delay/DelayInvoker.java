package dev.kindred.delay;

import dev.kindred.datastore.Datastore;
import dev.kindred.datastore.store.DeadTask.Reason;
import dev.kindred.datastore.store.TaskRow;
import dev.kindred.delay.queue.TaskEnd;
import dev.kindred.delay.queue.TaskHandler;
import dev.kindred.delay.queue.TaskRejectedException;
import dev.kindred.delay.queue.TaskRun;
import dev.kindred.delay.queue.TaskSnoozedException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.time.Duration;
import java.util.Collections;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.aop.support.AopUtils;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.util.ReflectionUtils;
import org.springframework.util.function.SingletonSupplier;

/**
 * Makes a stored call: finds the function, decodes its arguments, and calls the bean through its proxy, past the delay interceptor but with all other advice. The workers and
 * the HTTP handler both use it. Safe for all threads.
 */
public final class DelayInvoker implements TaskHandler {

    private static final Logger LOG = LoggerFactory.getLogger(DelayInvoker.class);

    /** So many different unknown keys are told; anybody can make more up. */
    private static final int MAX_TOLD = 1_000;

    /** How long a task waits for a process that knows its function, each time that one claims it which does not. */
    static final Duration FOR_ANOTHER = Duration.ofSeconds(1);

    private final DelayedRegistry registry;
    private final BeanFactory beans;
    private final Datastore datastore;
    private final TaskContext context;
    private final Supplier<@Nullable DelayedSchedules> schedules;
    private final Supplier<@Nullable OwnTransaction> transaction;
    private final UnknownKey unknownKey;
    private final Set<String> unknown = ConcurrentHashMap.newKeySet();

    /**
     * An invoker.
     *
     * @param registry the functions
     * @param beans where their beans are
     * @param datastore the datastore whose transactions can end a task
     */
    public DelayInvoker(DelayedRegistry registry, BeanFactory beans, Datastore datastore) {
        this(registry, beans, datastore, TaskContext.NONE);
    }

    /**
     * An invoker.
     *
     * @param registry the functions
     * @param beans where their beans are
     * @param datastore the datastore whose transactions can end a task
     * @param context puts back what the calls took along
     */
    public DelayInvoker(DelayedRegistry registry, BeanFactory beans, Datastore datastore, TaskContext context) {
        this(registry, beans, datastore, context, UnknownKey.PARK);
    }

    /**
     * An invoker.
     *
     * @param registry the functions
     * @param beans where their beans are
     * @param datastore the datastore whose transactions can end a task
     * @param context puts back what the calls took along
     * @param unknownKey what becomes of tasks whose functions are not in the registry
     */
    public DelayInvoker(
            DelayedRegistry registry,
            BeanFactory beans,
            Datastore datastore,
            TaskContext context,
            UnknownKey unknownKey) {
        this.unknownKey = unknownKey;
        this.registry = registry;
        this.beans = beans;
        this.datastore = datastore;
        this.context = context;
        this.transaction = SingletonSupplier.ofNullable(() -> OwnTransaction.of(beans, datastore));
        this.schedules = SingletonSupplier.ofNullable(
                () -> beans.getBeanProvider(DelayedSchedules.class).getIfAvailable());
    }

    /**
     * Makes the call of a claimed task.
     *
     * @param run the task
     * @throws TaskRejectedException if the payload cannot be read or names no function here, or the method rejects the task
     * @throws Exception what the method throws
     */
    @Override
    public void run(TaskRun run) throws Exception {
        call(
                run,
                new RunHeaders(run.task()),
                run.task().queue() + "/" + run.task().id());
    }

    /**
     * Makes the call of a task that came with headers of its own.
     *
     * @param run the task
     * @param headers what the {@link DelayContext} tells
     * @param idempotencyKey the same in all runs of the task
     * @throws TaskRejectedException if the payload cannot be read or names no function here, or the method rejects the task
     * @throws Exception what the method throws
     */
    public void run(TaskRun run, Map<String, String> headers, String idempotencyKey) throws Exception {
        Map<String, String> copy = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        copy.putAll(headers);
        call(run, Collections.unmodifiableMap(copy), idempotencyKey);
    }

    private void call(TaskRun run, Map<String, String> headers, String idempotencyKey) throws Exception {
        if (skips(run.task())) {
            return;
        }
        try (CallReader call = registry.read(run.task())) {
            DelayedMethod function = registry.find(call.key());
            if (function == null) {
                refuse(call.key(), run.task());
            } else {
                String key = call.key();
                DelayContext task = new DelayContext(
                        key, run, headers, idempotencyKey, datastore, value -> registry.encodeResult(key, value));
                run(function, call, task, run);
            }
        }
    }

    private void run(DelayedMethod function, CallReader call, DelayContext task, TaskRun run) throws Exception {
        Object bean = function.target(beans);
        Method method = function.isFunction()
                ? function.method()
                : AopUtils.selectInvocableMethod(function.method(), bean.getClass());
        ReflectionUtils.makeAccessible(method);
        Pass pass = new Pass(function.method(), task);
        try {
            // Outermost, so that whatever puts the context back can ask which task it is for.
            pass.during(() -> context.restore(
                    task.headers(),
                    () -> made(function, task, () -> invoke(method, bean, registry.arguments(function, call, task)))));
        } catch (Exception | Error failure) {
            if (function.forbidsRetryAfter(failure)) {
                run.doNotRetry();
            }
            throw failure;
        }
    }

    /**
     * Whether a task is done without being run: a run of a schedule that was missed and is not made up for.
     *
     * @param task a claimed task
     * @return true if so
     * @throws dev.kindred.delay.queue.TaskSnoozedException if it is too early for it
     */
    public boolean skips(TaskRow task) {
        DelayedSchedules scheduling = task.headers().isEmpty() ? null : schedules.get();
        return scheduling != null && scheduling.skips(task);
    }

    private void refuse(String key, TaskRow task) {
        if (unknownKey == UnknownKey.DROP) {
            LOG.error(
                    "There is no delayed function \"{}\" here; dropping task {} of queue \"{}\"",
                    key,
                    task.id(),
                    task.queue());
            return;
        }
        if (datastore.tasks().isKnownElsewhere(key)) {
            LOG.debug("Task {} of queue \"{}\" waits for a process that knows \"{}\"", task.id(), task.queue(), key);
            throw new TaskSnoozedException(FOR_ANOTHER);
        }
        if (unknown.size() < MAX_TOLD && unknown.add(key)) {
            LOG.warn(
                    "There is no delayed function \"{}\" here; its tasks are parked as dead letters until an application starts that knows it. If it was renamed, add the old key to the aliases of @Delayed",
                    key);
        }
        throw new TaskRejectedException(
                Reason.UNKNOWN_FUNCTION,
                "There is no delayed function \"" + key
                        + "\" here. The task runs when an application starts that knows it; if it was renamed, add the old key to the aliases of @Delayed.",
                null);
    }

    private void made(DelayedMethod function, DelayContext task, TaskCall call) throws Exception {
        if (!function.isTransactional()) {
            call.run();
            return;
        }
        OwnTransaction own = transaction.get();
        if (own == null) {
            throw new IllegalStateException(
                    "The " + function
                            + " is to run in a transaction of the datastore, but there is no transaction manager for it: declare a DatastoreTransactionManager.");
        }
        own.during(task, call);
    }

    @Override
    public @Nullable String describe(TaskRow task) {
        StoredCall call = registry.call(task);
        return call == null ? null : "\"" + call.function() + "\"";
    }

    @Override
    public @Nullable TaskEnd end(TaskRow task) {
        DelayedSchedules scheduling = task.headers().isEmpty() ? null : schedules.get();
        return scheduling == null ? null : scheduling.end(task);
    }

    private static void invoke(Method method, Object bean, @Nullable Object[] arguments) throws Exception {
        try {
            method.invoke(bean, arguments);
        } catch (InvocationTargetException wrapped) {
            Throwable failure = wrapped.getTargetException();
            if (failure instanceof Error error) {
                throw error;
            }
            throw failure instanceof Exception exception ? exception : wrapped;
        }
    }
}
