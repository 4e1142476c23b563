package dev.kindred.delay;

import java.lang.reflect.Method;
import org.aopalliance.intercept.MethodInvocation;
import org.jspecify.annotations.Nullable;

/**
 * What lets a worker's call of a delayed method through the delay interceptor, on this thread. It opens for the one method, and only from outside of it: a call of the same
 * method from within its body is stored again. Other advice further out, such as one that retries, may come through more than once.
 */
final class Pass {

    private static final ThreadLocal<@Nullable Pass> CURRENT = new ThreadLocal<>();

    private final Method method;
    private final DelayContext context;
    private boolean inside;

    Pass(Method method, DelayContext context) {
        this.method = method;
        this.context = context;
    }

    static @Nullable Pass current() {
        return CURRENT.get();
    }

    DelayContext context() {
        return context;
    }

    boolean admits(Method called) {
        return !inside && method.equals(called);
    }

    @Nullable
    Object proceed(MethodInvocation invocation) throws Throwable {
        inside = true;
        try {
            return invocation.proceed();
        } finally {
            inside = false;
        }
    }

    /** Makes this the thread's pass during a call. */
    void during(TaskCall call) throws Exception {
        Pass before = CURRENT.get();
        CURRENT.set(this);
        try {
            call.run();
        } finally {
            if (before == null) {
                CURRENT.remove();
            } else {
                CURRENT.set(before);
            }
        }
    }
}
