package dev.kindred.datastore.spring.data.repository.support;

import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.aopalliance.intercept.MethodInterceptor;
import org.aopalliance.intercept.MethodInvocation;
import org.jspecify.annotations.Nullable;
import org.springframework.aop.framework.ProxyFactory;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.data.domain.AfterDomainEventPublication;
import org.springframework.data.domain.DomainEvents;
import org.springframework.data.repository.core.RepositoryInformation;
import org.springframework.data.repository.core.support.RepositoryProxyPostProcessor;
import org.springframework.data.util.AnnotationDetectionMethodCallback;
import org.springframework.util.ReflectionUtils;

/**
 * Publishes the {@code @DomainEvents} of aggregates that are inserted or updated, as Spring Data does with those that are saved or deleted: it knows these by their
 * methods' names and has never heard of ours. The events are those of the argument, published after the method and within its transaction.
 */
final class InsertAndUpdateEvents implements RepositoryProxyPostProcessor {

    private static final Set<String> NAMES = Set.of("insert", "insertAll", "update", "updateAll");

    private final ApplicationEventPublisher publisher;

    InsertAndUpdateEvents(ApplicationEventPublisher publisher) {
        this.publisher = publisher;
    }

    @Override
    public void postProcess(ProxyFactory factory, RepositoryInformation repositoryInformation) {
        Class<?> type = repositoryInformation.getDomainType();
        Method events = find(type, DomainEvents.class);
        if (events != null) {
            factory.addAdvice(new Interceptor(publisher, type, events, find(type, AfterDomainEventPublication.class)));
        }
    }

    private static @Nullable Method find(Class<?> type, Class<? extends Annotation> annotation) {
        AnnotationDetectionMethodCallback<? extends Annotation> found =
                new AnnotationDetectionMethodCallback<>(annotation);
        ReflectionUtils.doWithMethods(type, found);
        if (!found.hasFoundAnnotation()) {
            return null;
        }
        Method method = found.getRequiredMethod();
        ReflectionUtils.makeAccessible(method);
        return method;
    }

    private record Interceptor(
            ApplicationEventPublisher publisher,
            Class<?> type,
            Method events,
            @Nullable Method afterPublication) implements MethodInterceptor {

        @Override
        public @Nullable Object invoke(MethodInvocation invocation) throws Throwable {
            Object result = invocation.proceed();
            if (isOurs(invocation.getMethod())) {
                for (Object aggregate : elements(invocation.getArguments()[0])) {
                    if (type.isInstance(aggregate)) {
                        publish(aggregate);
                    }
                }
            }
            return result;
        }

        private static boolean isOurs(Method method) {
            return method.getParameterCount() == 1 && NAMES.contains(method.getName());
        }

        private void publish(Object aggregate) {
            List<Object> published = elements(ReflectionUtils.invokeMethod(events, aggregate));
            published.forEach(publisher::publishEvent);
            List<Object> now = elements(ReflectionUtils.invokeMethod(events, aggregate));
            if (now.size() != published.size()) {
                throw new IllegalStateException(
                        "A listener added events to the " + type.getName()
                                + " whose events it heard, and they would be lost; let it load the aggregate anew, and save that.");
            }
            if (afterPublication != null) {
                ReflectionUtils.invokeMethod(afterPublication, aggregate);
            }
        }

        private static List<Object> elements(@Nullable Object source) {
            List<Object> elements = new ArrayList<>();
            if (source instanceof Iterable<?> several) {
                several.forEach(elements::add);
            } else if (source != null) {
                elements.add(source);
            }
            return elements;
        }
    }
}
