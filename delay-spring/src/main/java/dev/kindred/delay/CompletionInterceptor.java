package dev.kindred.delay;

import org.aopalliance.intercept.MethodInterceptor;
import org.aopalliance.intercept.MethodInvocation;
import org.jspecify.annotations.Nullable;

/**
 * Ends the task in the transaction of its method. Stands behind all other advice, so that a {@code @Transactional} method is inside its transaction here: when the body has returned,
 * and the transaction is about to commit, the end of the task joins it. Effects and end are one then, and a kill between them is impossible. If the transaction does not
 * commit, the task has not ended.
 */
final class CompletionInterceptor implements MethodInterceptor {

    @Override
    public @Nullable Object invoke(MethodInvocation invocation) throws Throwable {
        Object result = invocation.proceed();
        // A delayed method's body runs for a task only; this is the pass of that task.
        Pass pass = Pass.current();
        if (pass != null) {
            pass.context().completeWithMethod();
        }
        return result;
    }
}
