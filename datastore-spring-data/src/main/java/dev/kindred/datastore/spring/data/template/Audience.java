package dev.kindred.datastore.spring.data.template;

import dev.kindred.datastore.spring.data.event.AfterConvertEvent;
import dev.kindred.datastore.spring.data.event.AfterDeleteEvent;
import dev.kindred.datastore.spring.data.event.AfterLoadEvent;
import dev.kindred.datastore.spring.data.event.AfterSaveEvent;
import dev.kindred.datastore.spring.data.event.BeforeConvertEvent;
import dev.kindred.datastore.spring.data.event.BeforeDeleteEvent;
import dev.kindred.datastore.spring.data.event.BeforeSaveEvent;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.context.ApplicationContext;
import org.springframework.context.ApplicationListener;
import org.springframework.context.event.GenericApplicationListener;
import org.springframework.context.event.GenericApplicationListenerAdapter;
import org.springframework.context.event.SmartApplicationListener;
import org.springframework.context.support.AbstractApplicationContext;
import org.springframework.core.ResolvableType;

/**
 * The application's listeners, as far as they may hear of entities. An event that nobody can take is not even made: publishing one costs more than reading a
 * cached entity does. Who listens is found out anew when the number of listeners has changed. For all threads.
 */
final class Audience {

    private static final List<Class<?>> EVENTS = List.of(
            BeforeConvertEvent.class,
            BeforeSaveEvent.class,
            AfterSaveEvent.class,
            AfterLoadEvent.class,
            AfterConvertEvent.class,
            BeforeDeleteEvent.class,
            AfterDeleteEvent.class);

    private final ApplicationContext publisher;
    private volatile Heard heard = new Heard(-1, Set.of());

    /**
     * What is heard.
     *
     * @param listeners how many listeners there were
     * @param events the classes of the events that one of them takes
     */
    private record Heard(int listeners, Set<Class<?>> events) {}

    Audience(ApplicationContext publisher) {
        this.publisher = publisher;
    }

    boolean hears(Class<?> event) {
        int listeners = 0;
        for (ApplicationContext context = publisher; context != null; context = context.getParent()) {
            if (!(context instanceof AbstractApplicationContext known)) {
                return true; // Nobody can tell.
            }
            listeners += known.getApplicationListeners().size();
        }
        Heard current = heard;
        if (current.listeners() != listeners) {
            current = new Heard(listeners, find());
            heard = current;
        }
        return current.events().contains(event);
    }

    void tell(Object event) {
        publisher.publishEvent(event);
    }

    private Set<Class<?>> find() {
        Set<Class<?>> found = new HashSet<>();
        for (ApplicationContext context = publisher; context != null; context = context.getParent()) {
            if (context instanceof AbstractApplicationContext known) {
                for (ApplicationListener<?> listener : List.copyOf(known.getApplicationListeners())) {
                    addTaken(found, listener);
                }
                addTakenByLazyBeans(found, known.getBeanFactory());
            }
        }
        return found;
    }

    private static void addTaken(Set<Class<?>> found, ApplicationListener<?> listener) {
        GenericApplicationListener generic = listener instanceof GenericApplicationListener itself
                ? itself
                : new GenericApplicationListenerAdapter(listener);
        for (Class<?> event : EVENTS) {
            if (generic.supportsEventType(ResolvableType.forClass(event))) {
                found.add(event);
            }
        }
    }

    /** Listeners that the context knows by name, and makes when the first event for them comes. */
    private static void addTakenByLazyBeans(Set<Class<?>> found, ConfigurableListableBeanFactory beans) {
        for (String name : beans.getBeanNamesForType(ApplicationListener.class, true, false)) {
            if (!beans.containsSingleton(name)) {
                addTaken(found, beans.getType(name, false));
            }
        }
    }

    private static void addTaken(Set<Class<?>> found, @Nullable Class<?> listener) {
        Class<?> declared = listener == null || SmartApplicationListener.class.isAssignableFrom(listener)
                ? null
                : ResolvableType.forClass(listener)
                        .as(ApplicationListener.class)
                        .getGeneric()
                        .resolve();
        for (Class<?> event : EVENTS) {
            if (declared == null || declared.isAssignableFrom(event)) {
                found.add(event);
            }
        }
    }
}
