package dev.kindred.delay;

import java.lang.reflect.Method;
import java.util.function.Supplier;
import org.aopalliance.intercept.MethodInterceptor;
import org.aopalliance.intercept.MethodInvocation;
import org.jspecify.annotations.Nullable;
import org.springframework.aop.support.AopUtils;
import org.springframework.util.ClassUtils;

/** Turns a call into a task, unless a worker makes it. Stands before all other advice: a call that is merely stored opens no transaction of its own and is not retried. */
final class DelayedInterceptor implements MethodInterceptor {

    private final Supplier<DelayTemplate> delay;

    DelayedInterceptor(Supplier<DelayTemplate> delay) {
        this.delay = delay;
    }

    @Override
    public @Nullable Object invoke(MethodInvocation invocation) throws Throwable {
        Method method = method(invocation);
        Pass pass = Pass.current();
        if (pass != null && pass.admits(method)) {
            return pass.proceed(invocation);
        }
        TaskHandle handle = delay.get().intercepted(method, invocation.getArguments());
        return method.getReturnType() == TaskHandle.class ? handle : null;
    }

    /** The method as the target's class declares it, which is how it is registered. */
    private static Method method(MethodInvocation invocation) {
        Object target = invocation.getThis();
        Class<?> type = target != null
                ? AopUtils.getTargetClass(target)
                : invocation.getMethod().getDeclaringClass();
        return AopUtils.getMostSpecificMethod(invocation.getMethod(), ClassUtils.getUserClass(type));
    }
}
