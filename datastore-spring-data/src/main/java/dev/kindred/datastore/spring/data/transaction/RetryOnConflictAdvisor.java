package dev.kindred.datastore.spring.data.transaction;

import java.lang.reflect.Method;
import java.util.function.Supplier;
import org.aopalliance.intercept.MethodInterceptor;
import org.aopalliance.intercept.MethodInvocation;
import org.jspecify.annotations.Nullable;
import org.springframework.aop.ProxyMethodInvocation;
import org.springframework.aop.support.AopUtils;
import org.springframework.aop.support.StaticMethodMatcherPointcutAdvisor;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import org.springframework.util.ClassUtils;

/**
 * Applies {@link RetryOnConflict}. Stands before the transaction interceptor of {@code @EnableTransactionManagement} in its default order. Declare it as a
 * bean with {@code @Role(BeanDefinition.ROLE_INFRASTRUCTURE)}, or the proxies of {@code @EnableTransactionManagement} leave it out.
 */
public final class RetryOnConflictAdvisor extends StaticMethodMatcherPointcutAdvisor {

    /** Makes an advisor that stands just before the transaction interceptor. */
    public RetryOnConflictAdvisor() {
        this(() -> RetryObserver.NONE);
    }

    /**
     * Makes an advisor that stands just before the transaction interceptor and tells of conflicts.
     *
     * @param observer is told; asked for at each conflict, so that an advisor, which is made early, need not have it made early
     */
    public RetryOnConflictAdvisor(Supplier<RetryObserver> observer) {
        setOrder(Ordered.LOWEST_PRECEDENCE - 100);
        RetryObserver late =
                (work, attempt, conflict, outcome) -> observer.get().conflicted(work, attempt, conflict, outcome);
        setAdvice((MethodInterceptor) invocation -> invoke(invocation, late));
    }

    @Override
    public boolean matches(Method method, Class<?> targetClass) {
        return find(method, targetClass) != null;
    }

    private static @Nullable RetryOnConflict find(Method method, @Nullable Class<?> targetClass) {
        Method specific = AopUtils.getMostSpecificMethod(method, targetClass);
        RetryOnConflict found = AnnotatedElementUtils.findMergedAnnotation(specific, RetryOnConflict.class);
        if (found == null && specific.getDeclaringClass() != Object.class) {
            found = AnnotatedElementUtils.findMergedAnnotation(
                    targetClass != null ? targetClass : specific.getDeclaringClass(), RetryOnConflict.class);
        }
        return found;
    }

    private static @Nullable Object invoke(MethodInvocation invocation, RetryObserver observer) throws Throwable {
        Class<?> targetClass = invocation.getThis() == null ? null : AopUtils.getTargetClass(invocation.getThis());
        RetryOnConflict retry = find(invocation.getMethod(), targetClass);
        if (retry == null || joinsTransaction(invocation.getMethod(), targetClass)) {
            return invocation.proceed();
        }
        RetryPolicy policy = new RetryPolicy(retry.attempts(), retry.backoffMillis(), retry.maxBackoffMillis());
        // An invocation can proceed once; each attempt takes a clone with all interceptors still to come.
        Class<?> owner = targetClass == null ? invocation.getMethod().getDeclaringClass() : targetClass;
        String name = ClassUtils.getUserClass(owner).getSimpleName() + "."
                + invocation.getMethod().getName();
        return policy.run(name, attempt((ProxyMethodInvocation) invocation), observer);
    }

    @SuppressWarnings("NullAway") // An intercepted method may return null, whatever NullAway thinks of lambdas.
    private static RetryPolicy.Work<@Nullable Object, Throwable> attempt(ProxyMethodInvocation invocation) {
        return () -> invocation.invocableClone().proceed();
    }

    /** A transaction that was begun outside cannot be begun anew from here. */
    private static boolean joinsTransaction(Method method, @Nullable Class<?> targetClass) {
        if (!TransactionSynchronizationManager.isActualTransactionActive()) {
            return false;
        }
        Method specific = AopUtils.getMostSpecificMethod(method, targetClass);
        Transactional own = AnnotatedElementUtils.findMergedAnnotation(specific, Transactional.class);
        if (own == null && targetClass != null) {
            own = AnnotatedElementUtils.findMergedAnnotation(targetClass, Transactional.class);
        }
        return own == null
                || (own.propagation() != Propagation.REQUIRES_NEW && own.propagation() != Propagation.NOT_SUPPORTED);
    }
}
