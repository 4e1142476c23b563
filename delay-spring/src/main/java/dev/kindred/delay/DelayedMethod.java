package dev.kindred.delay;

import dev.kindred.delay.queue.Task;
import dev.kindred.delay.queue.TaskRejectedException;
import java.lang.reflect.Method;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/** A registered delayed function: a method of a bean, and the key it is stored under. */
public final class DelayedMethod {

    private final String key;
    private final List<String> aliases;
    private final String queue;
    private final String beanName;
    private final Method method;
    private final ArgumentCodec codec;

    DelayedMethod(Delayed delayed, String beanName, Class<?> beanType, Method method, JsonMapper mapper) {
        this.key = delayed.value();
        this.aliases = List.of(delayed.aliases());
        this.queue = delayed.queue();
        this.beanName = beanName;
        this.method = method;
        this.codec = new ArgumentCodec(key, beanType, method, mapper);
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
        return queue;
    }

    /**
     * The bean that is called.
     *
     * @return its name
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

    ArgumentCodec codec() {
        return codec;
    }

    /** The call as a task; checks the arguments, which are those of the method's parameters. */
    Task task(@Nullable Object[] arguments) {
        return Task.of(codec.write(arguments)).queue(queue);
    }

    /**
     * The arguments of a stored call.
     *
     * @throws TaskRejectedException if the payload does not fit the method
     */
    @Nullable
    Object[] read(byte[] payload, DelayContext context) {
        return codec.read(payload, context);
    }

    @Override
    public String toString() {
        return method.getDeclaringClass().getName() + "." + method.getName() + "() of bean \"" + beanName + "\"";
    }
}
