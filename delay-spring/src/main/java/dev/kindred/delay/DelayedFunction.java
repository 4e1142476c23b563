package dev.kindred.delay;

import dev.kindred.delay.queue.RetryPolicy;
import dev.kindred.delay.queue.Task;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.lang.reflect.Type;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.core.ParameterizedTypeReference;
import org.springframework.core.ResolvableType;
import org.springframework.util.ClassUtils;
import org.springframework.util.ReflectionUtils;

/**
 * A delayed function that is no method of a bean: a key, an interface with one method that says what the arguments are, and a body.
 *
 * <pre>{@code
 * interface ReportBuild { void build(String month, List<Long> customers); }
 *
 * @Bean
 * DelayedFunction<ReportBuild> reportBuild(Reports reports) {
 *     return DelayedFunction.of("report.build", ReportBuild.class, reports::build);
 * }
 *
 * reportBuild.deferred().build("2026-11", List.of(17L));     // stored; runs later
 * delay.in(Duration.ofMinutes(5)).call(() -> reportBuild.deferred().build("2026-11", List.of(17L)));
 * }</pre>
 *
 * <p>The method of the interface follows the rules of a {@link Delayed} one: it returns nothing or a {@link TaskHandle}, its parameters are stored as JSON by their declared types, and one of type
 * {@link DelayContext} is supplied. An interface with type parameters needs them said, by a {@link ParameterizedTypeReference}. The body is called without any advice; a call of it that is not made through
 * {@link #deferred} is an ordinary call.
 *
 * <p>A function is known when the application has started if it is a bean, or was made with {@link DelayOperations#function} before that. Keys are unique together with those of {@code @Delayed}. Immutable but for
 * being registered; the methods that set something return a changed copy, which is the one to be made a bean. Safe for all threads.
 *
 * @param <T> the interface
 */
public final class DelayedFunction<T> {

    private final String key;
    private final ResolvableType type;
    private final T body;
    private final List<String> aliases;
    private final CallOptions options;
    private volatile @Nullable Registered<T> registered;

    private record Registered<T>(DelayedMethod method, Supplier<DelayTemplate> delay, T deferred) {}

    private DelayedFunction(String key, ResolvableType type, T body, List<String> aliases, CallOptions options) {
        this.key = key;
        this.type = type;
        this.body = body;
        this.aliases = aliases;
        this.options = options;
    }

    /**
     * A function.
     *
     * @param <T> the interface
     * @param key its identity in stored tasks
     * @param type an interface with one abstract method, without type parameters
     * @param body what runs
     * @return the function, to be made a bean
     */
    public static <T> DelayedFunction<T> of(String key, Class<T> type, T body) {
        return new DelayedFunction<>(key, ResolvableType.forClass(type), body, List.of(), CallOptions.NONE);
    }

    /**
     * A function whose interface has type parameters, such as {@code new ParameterizedTypeReference<Consumer<List<String>>>() {}}.
     *
     * @param <T> the interface
     * @param key its identity in stored tasks
     * @param type an interface with one abstract method
     * @param body what runs
     * @return the function, to be made a bean
     */
    public static <T> DelayedFunction<T> of(String key, ParameterizedTypeReference<T> type, T body) {
        return new DelayedFunction<>(key, ResolvableType.forType(type), body, List.of(), CallOptions.NONE);
    }

    /**
     * Names the keys it had before.
     *
     * @param changed keys of tasks that still have to run
     * @return a changed copy
     */
    public DelayedFunction<T> aliases(String... changed) {
        return new DelayedFunction<>(key, type, body, List.of(changed), options);
    }

    /**
     * Chooses the queue of its tasks, unless the call says otherwise.
     *
     * @param queue 1 to 100 letters, digits and hyphens
     * @return a changed copy
     */
    public DelayedFunction<T> queue(String queue) {
        return with(
                new CallOptions(queue, options.retry(), options.deadline(), options.priority(), options.noRetryFor()));
    }

    /**
     * Says when a failed task runs again, in place of its queue's policy.
     *
     * @param policy the policy
     * @return a changed copy
     */
    public DelayedFunction<T> retry(RetryPolicy policy) {
        return with(
                new CallOptions(options.queue(), policy, options.deadline(), options.priority(), options.noRetryFor()));
    }

    /**
     * Lets its tasks overtake, or be overtaken by, others of their queue.
     *
     * @param priority 0 to 255; higher runs first
     * @return a changed copy
     * @throws dev.kindred.delay.queue.InvalidTaskException if it is out of range
     */
    public DelayedFunction<T> priority(int priority) {
        Task.of(new byte[0]).priority(priority); // refuses
        return with(
                new CallOptions(options.queue(), options.retry(), options.deadline(), priority, options.noRetryFor()));
    }

    /**
     * Limits how long a run may take.
     *
     * @param deadline 1 ms to 365 days
     * @return a changed copy
     * @throws dev.kindred.delay.queue.InvalidTaskException if it is out of range
     */
    public DelayedFunction<T> deadline(Duration deadline) {
        Task.of(new byte[0]).deadline(deadline); // refuses here, not at the call
        return with(
                new CallOptions(options.queue(), options.retry(), deadline, options.priority(), options.noRetryFor()));
    }

    /**
     * Names exceptions after which trying again is useless.
     *
     * @param failures types; their subtypes count
     * @return a changed copy
     */
    @SafeVarargs
    @SuppressWarnings("varargs") // only read
    public final DelayedFunction<T> noRetryFor(Class<? extends Throwable>... failures) {
        return with(new CallOptions(
                options.queue(), options.retry(), options.deadline(), options.priority(), List.of(failures)));
    }

    /**
     * Its identity in stored tasks.
     *
     * @return the key
     */
    public String key() {
        return key;
    }

    /**
     * The function as its callers see it: every call is stored, with the current transaction if there is one, as the call of a {@code @Delayed} method is.
     *
     * @return an implementation of the interface
     * @throws IllegalStateException if the application is still starting, or does not know this function
     */
    public T deferred() {
        return registered().deferred;
    }

    /**
     * Stores a call.
     *
     * @param arguments those of the interface's method but for a {@link DelayContext}
     * @return the stored task
     * @throws DelayArgumentException if number, type or content of the arguments do not fit; nothing is stored
     * @throws IllegalStateException if the application is still starting, or does not know this function
     */
    public TaskHandle call(@Nullable Object... arguments) {
        registered();
        return delay().call(key, arguments);
    }

    /**
     * Turns a call into a task without storing it.
     *
     * @param arguments as in {@link #call}
     * @return the task, to be adjusted and added
     * @throws DelayArgumentException as in {@link #call}
     * @throws IllegalStateException if the application is still starting, or does not know this function
     */
    public TaskHandle task(@Nullable Object... arguments) {
        registered();
        return delay().task(key, arguments);
    }

    List<String> aliases() {
        return aliases;
    }

    CallOptions options() {
        return options;
    }

    T body() {
        return body;
    }

    Type type() {
        return type.getType();
    }

    Class<?> rawType() {
        return type.resolve(Object.class);
    }

    /** The one abstract method of the interface, or null if there is not one, or it is no interface. */
    @Nullable
    Method method() {
        Method found = null;
        Class<?> raw = rawType();
        for (Method method : raw.isInterface() ? raw.getMethods() : new Method[0]) {
            boolean wanted = java.lang.reflect.Modifier.isAbstract(method.getModifiers())
                    && ReflectionUtils.findMethod(Object.class, method.getName(), method.getParameterTypes()) == null;
            if (wanted && found != null) {
                return null;
            }
            found = wanted ? method : found;
        }
        return found;
    }

    void register(DelayedMethod method, Supplier<DelayTemplate> delay) {
        ClassLoader own = rawType().getClassLoader();
        @SuppressWarnings("unchecked") // a proxy of T's own interface
        T deferred = (T) Proxy.newProxyInstance(
                own != null ? own : ClassUtils.getDefaultClassLoader(),
                new Class<?>[] {rawType()},
                (proxy, called, arguments) -> invoke(proxy, called, arguments));
        registered = new Registered<>(method, delay, deferred);
    }

    private @Nullable Object invoke(Object proxy, Method called, @Nullable Object @Nullable [] arguments)
            throws Throwable {
        @Nullable Object[] given = arguments == null ? new Object[0] : arguments;
        if (called.getDeclaringClass() == Object.class) {
            return switch (called.getName()) {
                case "equals" -> proxy == given[0];
                case "hashCode" -> System.identityHashCode(proxy);
                default -> toString();
            };
        }
        if (called.isDefault()) {
            return InvocationHandler.invokeDefault(proxy, called, arguments);
        }
        TaskHandle stored = delay().deferred(registered().method, given);
        return called.getReturnType() == TaskHandle.class ? stored : null;
    }

    private DelayTemplate delay() {
        return registered().delay.get();
    }

    private Registered<T> registered() {
        Registered<T> known = registered;
        if (known == null) {
            throw new IllegalStateException(
                    "The " + this
                            + " is not known: it is neither a bean nor made with delay.function(...) before the application was ready, or that is not the case yet.");
        }
        return known;
    }

    private DelayedFunction<T> with(CallOptions changed) {
        return new DelayedFunction<>(key, type, body, aliases, changed);
    }

    @Override
    public String toString() {
        return "function \"" + key + "\" of type " + type;
    }
}
