package dev.kindred.delay;

import dev.kindred.datastore.store.DeadTask.Reason;
import dev.kindred.datastore.store.TaskRow;
import dev.kindred.delay.queue.TaskLimits;
import dev.kindred.delay.queue.TaskQueues;
import dev.kindred.delay.queue.TaskRejectedException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.aop.framework.autoproxy.AutoProxyUtils;
import org.springframework.aop.scope.ScopedProxyUtils;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.BeanFactoryAware;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.core.MethodIntrospector;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.core.annotation.AnnotationUtils;
import org.springframework.scheduling.annotation.Async;
import org.springframework.util.ClassUtils;
import org.springframework.util.function.SingletonSupplier;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * All delayed functions of the application, by key. Filled when the singletons are made, by bean <em>type</em>, so that lazy beans count: the node that runs a task is not
 * the one that stored it. Everything that is wrong is reported there, at once. Immutable afterwards and safe for all threads.
 */
public final class DelayedRegistry implements SmartInitializingSingleton, BeanFactoryAware {

    private static final Logger LOG = LoggerFactory.getLogger(DelayedRegistry.class);

    private final JsonMapper mapper;
    private final PayloadCodec payloads;
    private final List<DelayedFunction<?>> added = new ArrayList<>();
    private final Upcasters upcasters;
    private @Nullable BeanFactory beans;
    private volatile @Nullable Contents contents;

    /**
     * A registry for the bean factory it is put into.
     *
     * @param mapper reads and writes arguments; see {@link DelayJson#create}
     */
    public DelayedRegistry(JsonMapper mapper) {
        this(mapper, PayloadCodec.NONE);
    }

    /**
     * A registry for the bean factory it is put into.
     *
     * @param mapper reads and writes arguments; see {@link DelayJson#create}
     * @param payloads makes of the whole call what is stored
     */
    public DelayedRegistry(JsonMapper mapper, PayloadCodec payloads) {
        this.mapper = mapper;
        this.upcasters = new Upcasters(mapper);
        this.payloads = payloads;
    }

    @Override
    public void setBeanFactory(BeanFactory factory) {
        this.beans = factory;
    }

    /**
     * Finds the delayed methods of all beans.
     *
     * @throws DelayConfigurationException if any of them cannot work, or names a queue that is not configured; lists all that is wrong
     */
    @Override
    public void afterSingletonsInstantiated() {
        Contents found = new Contents();
        if (beans instanceof ConfigurableListableBeanFactory factory) {
            for (String name : factory.getBeanNamesForType(Object.class, true, false)) {
                Class<?> type = ScopedProxyUtils.isScopedTarget(name)
                        ? null
                        : AutoProxyUtils.determineTargetClass(factory, name);
                if (type != null && mayHaveFunctions(type)) {
                    register(name, ClassUtils.getUserClass(type), found);
                }
            }
            functions().forEach(function -> register(function, found));
            upcasters.add(
                    factory.getBeansOfType(ArgumentUpcaster.class).values(),
                    found.byKey::containsKey,
                    found.problems::add);
            TaskQueues queues = factory.getBeanProvider(TaskQueues.class).getIfAvailable();
            if (queues != null) {
                found.functions.forEach(function -> checkQueue(function, queues, found.problems));
                checkTransactions(found, factory, queues);
            }
        }
        if (!found.problems.isEmpty()) {
            throw new DelayConfigurationException(found.problems);
        }
        contents = found;
        LOG.debug("Registered {} delayed functions: {}", found.functions.size(), found.byKey.keySet());
    }

    /**
     * Finds a function by its key or one of its aliases.
     *
     * @param key the key
     * @return the function, or null if there is none
     * @throws IllegalStateException if the application is still starting
     */
    public @Nullable DelayedMethod find(String key) {
        return contents("\"" + key + "\"").byKey.get(key);
    }

    /**
     * All functions.
     *
     * @return each once, by key
     * @throws IllegalStateException if the application is still starting
     */
    public Collection<DelayedMethod> all() {
        List<DelayedMethod> all = new ArrayList<>(contents("A delayed function").functions);
        all.sort(Comparator.comparing(DelayedMethod::key));
        return Collections.unmodifiableList(all);
    }

    /** The keys and aliases of all functions. */
    Set<String> names() {
        return Set.copyOf(contents("A delayed function").byKey.keySet());
    }

    /** The schedules, by key. */
    Map<String, Schedule> schedules() {
        return contents("A schedule").schedules;
    }

    DelayedMethod get(Method method) {
        DelayedMethod delayed = contents(method.getName() + "()").byMethod.get(method);
        if (delayed == null) {
            throw new IllegalStateException(
                    "The @Delayed method " + method
                            + " is not registered: its class was not known as the type of a bean when the application started. Declare the bean with this class as its type.");
        }
        return delayed;
    }

    DelayedMethod get(String key) {
        DelayedMethod delayed = find(key);
        if (delayed == null) {
            throw new DelayArgumentException(
                    key,
                    "There is no delayed function \"" + key + "\"; there are "
                            + all().stream().map(DelayedMethod::key).toList() + ".");
        }
        return delayed;
    }

    /** Takes a function that need not be a bean. */
    synchronized void add(DelayedFunction<?> function) {
        if (contents != null) {
            throw new IllegalStateException(
                    "The " + function
                            + " was made after the application had started: tasks of it would have been given up before, on this or another node. Make it while beans are being made, or make it a bean.");
        }
        added.add(function);
    }

    private synchronized Set<DelayedFunction<?>> functions() {
        Set<DelayedFunction<?>> functions = Collections.newSetFromMap(new IdentityHashMap<>());
        functions.addAll(added);
        if (beans instanceof ListableBeanFactory factory) {
            factory.getBeansOfType(DelayedFunction.class).values().forEach(functions::add);
        }
        return functions;
    }

    private void register(DelayedFunction<?> function, Contents found) {
        Method method = function.method();
        if (method == null) {
            found.problems.add(
                    "The " + function
                            + " needs an interface with exactly one abstract method, whose parameters are the arguments; declare one");
            return;
        }
        DelayedMethod registered = new DelayedMethod(function, method, mapper, payloads);
        checkSignature(registered, found.problems);
        found.put(registered);
        BeanFactory factory = beans;
        function.register(registered, SingletonSupplier.of(() -> {
            if (factory == null) {
                throw new IllegalStateException("The " + function + " cannot be called: there is no bean factory.");
            }
            return factory.getBean(DelayTemplate.class);
        }));
    }

    /** The payload of a stored call as its function takes it now. */
    byte[] upcast(String key, byte[] payload) {
        return upcasters.upcast(key, payload);
    }

    /**
     * Begins to read the call of a task.
     *
     * @throws TaskRejectedException if it cannot be decoded, or is no call
     */
    CallReader read(TaskRow task) {
        return new CallReader(mapper, decode(task.payload()));
    }

    /** The arguments of a call as its function takes them now. Closes the reader: it holds buffers, and the run may take long. */
    @Nullable
    Object[] arguments(DelayedMethod function, CallReader call, DelayContext task) {
        try (call) {
            byte[] payload = upcast(call.key(), call.payload());
            return payload == call.payload()
                    ? function.codec().read(call, task)
                    : function.codec().read(payload, task);
        }
    }

    JsonMapper mapper() {
        return mapper;
    }

    /**
     * The call as it was before it was stored.
     *
     * @throws TaskRejectedException if it cannot be read
     */
    byte[] decode(byte[] stored) {
        try {
            return payloads.decode(stored);
        } catch (GeneralSecurityException | RuntimeException unreadable) {
            throw new TaskRejectedException(
                    Reason.UNDECODABLE,
                    "The payload of " + stored.length + " bytes cannot be decoded by "
                            + payloads.getClass().getName()
                            + ": it was stored with another codec or another key, or changed. Give the codec what it was stored with, and redrive the task.",
                    unreadable);
        }
    }

    /** A result as it is stored. */
    byte[] encodeResult(String key, @Nullable Object value) {
        try {
            return payloads.encode(mapper.writeValueAsBytes(value));
        } catch (JacksonException unwritable) {
            throw new IllegalArgumentException(
                    "The result of \"" + key + "\", a "
                            + (value == null ? "null" : value.getClass().getName())
                            + ", cannot be written as JSON: " + unwritable.getOriginalMessage(),
                    unwritable);
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(
                    "The result of \"" + key + "\" cannot be stored: "
                            + payloads.getClass().getName() + " cannot encode it.",
                    impossible);
        }
    }

    /** A result as it was given, as JSON. */
    byte[] decodeResult(byte[] stored) {
        try {
            return payloads.decode(stored);
        } catch (GeneralSecurityException | RuntimeException unreadable) {
            throw new IllegalStateException(
                    "A result of " + stored.length + " bytes cannot be decoded by "
                            + payloads.getClass().getName()
                            + ": it was stored with another codec or another key, or changed.",
                    unreadable);
        }
    }

    /**
     * Which function a task calls, for {@link TaskQueues.Builder#functions}.
     *
     * @param task any task
     * @return the key it was stored under; null if it is no call, or cannot be decoded
     */
    public @Nullable String functionOf(TaskRow task) {
        StoredCall call = call(task);
        return call == null ? null : call.function();
    }

    /**
     * Reads the call of a task, also one that the {@link PayloadCodec} has encrypted, and of a function that is not known here.
     *
     * @param task any task
     * @return the call, or null if the task is none, or cannot be decoded
     */
    public @Nullable StoredCall call(TaskRow task) {
        try {
            return StoredCall.read(decode(task.payload()));
        } catch (TaskRejectedException unreadable) {
            return null;
        }
    }

    private Contents contents(String what) {
        Contents known = contents;
        if (known == null) {
            throw new IllegalStateException(
                    what
                            + " was called before the application was ready. Call it from an ApplicationRunner or a SmartLifecycle, not while beans are being made.");
        }
        return known;
    }

    private static boolean mayHaveFunctions(Class<?> type) {
        return AnnotationUtils.isCandidateClass(type, Delayed.class)
                && !type.getName().startsWith("org.springframework.");
    }

    private void register(String beanName, Class<?> type, Contents found) {
        Map<Method, Delayed> methods =
                MethodIntrospector.selectMethods(type, (MethodIntrospector.MetadataLookup<Delayed>)
                        method -> AnnotatedElementUtils.findMergedAnnotation(method, Delayed.class));
        methods.forEach((method, delayed) -> {
            DelayedMethod next = new DelayedMethod(delayed, beanName, type, method, mapper, payloads);
            check(next, type, found.problems);
            found.add(next);
            schedule(next, found);
        });
        if (!methods.isEmpty()) {
            for (String caller : SelfInvocations.find(type, methods.keySet())) {
                LOG.warn(
                        "{} calls a @Delayed method on \"this\": such a call runs at once instead of being stored. Call it through the bean, or let another bean call it.",
                        caller);
            }
        }
    }

    private void schedule(DelayedMethod function, Contents found) {
        DelayedSchedule declared = AnnotatedElementUtils.findMergedAnnotation(function.method(), DelayedSchedule.class);
        if (declared != null) {
            UnaryOperator<String> placeholders = beans instanceof ConfigurableListableBeanFactory factory
                    ? text -> String.valueOf(factory.resolveEmbeddedValue(text))
                    : UnaryOperator.identity();
            Schedule schedule = Schedule.of(
                    function, declared, placeholders, problem -> found.problems.add(function + ": " + problem));
            if (schedule != null) {
                found.schedules.put(schedule.key(), schedule);
            }
        }
    }

    private static void check(DelayedMethod function, Class<?> type, List<String> problems) {
        Method method = function.method();
        int modifiers = method.getModifiers();
        if (Modifier.isPrivate(modifiers) || Modifier.isStatic(modifiers) || Modifier.isFinal(modifiers)) {
            problems.add(function + " is "
                    + Modifier.toString(modifiers & (Modifier.PRIVATE | Modifier.STATIC | Modifier.FINAL))
                    + ", so no proxy can store its calls; make it an ordinary method");
        } else if (Modifier.isFinal(type.getModifiers())
                && ClassUtils.getInterfaceMethodIfPossible(method, type) == method) {
            problems.add(
                    function
                            + " is a method of a final class (a record, perhaps) and of none of its interfaces, so no proxy can store its calls; make the class open, or declare the method in an interface");
        }
        if (AnnotatedElementUtils.hasAnnotation(method, Async.class)
                || AnnotatedElementUtils.hasAnnotation(type, Async.class)) {
            problems.add(
                    function
                            + " is @Async as well, so that a task would end before its work; remove @Async, the call returns at once anyway");
        }
        checkSignature(function, problems);
    }

    private static void checkSignature(DelayedMethod function, List<String> problems) {
        Method method = function.method();
        if (method.getReturnType() != void.class && method.getReturnType() != TaskHandle.class) {
            problems.add(function + " returns " + method.getReturnType().getSimpleName()
                    + ", which nobody would wait for; return void, or TaskHandle");
        }
        if (!TaskLimits.isQueueName(function.queue())) {
            problems.add(function + " has the queue \"" + function.queue()
                    + "\"; the name of a queue has 1 to 100 letters (a-z, A-Z), digits and hyphens");
        }
        for (String problem : function.problems()) {
            problems.add(function + ": " + problem);
        }
    }

    private static void checkTransactions(Contents found, BeanFactory factory, TaskQueues queues) {
        List<DelayedMethod> transactional =
                found.functions.stream().filter(DelayedMethod::isTransactional).toList();
        if (!transactional.isEmpty() && OwnTransaction.of(factory, queues.datastore()) == null) {
            transactional.forEach(
                    function -> found.problems.add(
                            function
                                    + " is transactional, but there is no transaction manager for the datastore of the queues; declare a DatastoreTransactionManager, or remove the attribute"));
        }
    }

    private static void checkQueue(DelayedMethod function, TaskQueues queues, List<String> problems) {
        String queue = function.queue();
        if (!TaskLimits.isQueueName(queue)) {
            return; // said already
        }
        String problem = CallQueues.problem(queues, queue);
        if (problem != null) {
            problems.add(function + " has " + problem);
        }
    }

    private static final class Contents {

        private final Map<String, DelayedMethod> byKey = new LinkedHashMap<>();
        private final Map<Method, DelayedMethod> byMethod = new LinkedHashMap<>();
        private final List<DelayedMethod> functions = new ArrayList<>();
        private final Map<String, Schedule> schedules = new LinkedHashMap<>();
        private final List<String> problems = new ArrayList<>();

        void add(DelayedMethod method) {
            if (byMethod.put(method.method(), method) == null) {
                functions.add(method);
            }
            putKeys(method);
        }

        void put(DelayedMethod function) {
            functions.add(function);
            putKeys(function);
        }

        private void putKeys(DelayedMethod function) {
            put(function.key(), function);
            function.aliases().forEach(alias -> put(alias, function));
        }

        private void put(String key, DelayedMethod function) {
            if (key.isBlank()) {
                problems.add(function + " has an empty key or alias; name the function, such as \"mail.welcome\"");
                return;
            }
            DelayedMethod other = byKey.putIfAbsent(key, function);
            if (other != null) {
                problems.add("The key \"" + key + "\" is used twice: by " + other + " and by " + function
                        + "; keys and aliases must be unique");
            }
        }
    }
}
