package dev.kindred.delay;

import dev.kindred.delay.queue.Task;
import java.lang.reflect.Method;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.BeanFactory;
import tools.jackson.databind.json.JsonMapper;

/** A registered delayed function: a method of a bean, and the key it is stored under. */
public final class DelayedMethod {

    private final String key;
    private final List<String> aliases;
    private final CallOptions options;
    private final String beanName;
    private final @Nullable Object body;
    private final Method method;
    private final ArgumentCodec codec;
    private final boolean transactional;
    private final @Nullable KeyExpression concurrencyKey;
    private final @Nullable KeyExpression uniqueKey;
    private final PayloadCodec payloads;
    private final List<String> problems = new ArrayList<>();

    DelayedMethod(
            Delayed delayed,
            String beanName,
            Class<?> beanType,
            Method method,
            JsonMapper mapper,
            PayloadCodec payloads) {
        this.payloads = payloads;
        this.key = delayed.value();
        this.aliases = List.of(delayed.aliases());
        this.options = CallOptions.of(delayed, problems::add);
        this.beanName = beanName;
        this.body = null;
        this.method = method;
        this.codec = ArgumentCodec.of(key, beanType, method, mapper);
        this.transactional = delayed.transactional();
        this.concurrencyKey = KeyExpression.of("concurrencyKey", delayed.concurrencyKey(), key, method, problems::add);
        this.uniqueKey = KeyExpression.of("uniqueKey", delayed.uniqueKey(), key, method, problems::add);
    }

    DelayedMethod(DelayedFunction<?> function, Method method, JsonMapper mapper, PayloadCodec payloads) {
        this.payloads = payloads;
        this.key = function.key();
        this.aliases = function.aliases();
        this.options = function.options();
        this.beanName = "";
        this.body = function.body();
        this.method = method;
        this.codec = ArgumentCodec.of(key, function.type(), method, mapper);
        this.transactional = false;
        this.concurrencyKey = null;
        this.uniqueKey = null;
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
     * The keys it had before.
     *
     * @return unmodifiable, perhaps empty
     */
    public List<String> aliases() {
        return aliases;
    }

    /**
     * The queue its tasks go to if the call says nothing.
     *
     * @return the queue's name
     */
    public String queue() {
        return options.queue();
    }

    /**
     * The bean that is called.
     *
     * @return its name; empty for a {@link DelayedFunction}
     */
    public String beanName() {
        return beanName;
    }

    /**
     * The method that is called, as the bean's class declares it.
     *
     * @return the method
     */
    public Method method() {
        return method;
    }

    /** What runs: the body of a function, or the bean, through its proxy. */
    Object target(BeanFactory beans) {
        return body != null ? body : beans.getBean(beanName);
    }

    /** Whether a run is one transaction, in which the task ends. */
    boolean isTransactional() {
        return transactional;
    }

    boolean isFunction() {
        return body != null;
    }

    boolean forbidsRetryAfter(Throwable failure) {
        return options.forbidRetryAfter(failure);
    }

    /** What of the options cannot be used, and of the declared types can never be read back. */
    List<String> problems() {
        List<String> all = new ArrayList<>(problems);
        all.addAll(codec.problems());
        return all;
    }

    ArgumentCodec codec() {
        return codec;
    }

    /** The call as a task; checks the arguments, which are those of the method's parameters. */
    Task task(@Nullable Object[] arguments) {
        Task task = options.apply(Task.of(encoded(codec.write(arguments))));
        task = concurrencyKey == null ? task : task.concurrencyKey(concurrencyKey.of(arguments));
        return uniqueKey == null ? task : task.uniqueKey(uniqueKey.of(arguments));
    }

    private byte[] encoded(byte[] payload) {
        try {
            return payloads.encode(payload);
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(
                    "The call of \"" + key + "\" cannot be stored: "
                            + payloads.getClass().getName() + " cannot encode it.",
                    impossible);
        }
    }

    @Override
    public String toString() {
        if (body != null) {
            return "function \"" + key + "\" of type "
                    + method.getDeclaringClass().getName();
        }
        return method.getDeclaringClass().getName() + "." + method.getName() + "() of bean \"" + beanName + "\"";
    }
}
