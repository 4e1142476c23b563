package dev.kindred.datastore.spring.data.mapping;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.springframework.data.domain.ManagedTypes;

/**
 * The entity classes of an application. A type of its own, so that another Spring Data module's classes are not taken for the datastore's. Processing ahead of time puts
 * the list in the place of the search for them. Immutable.
 */
public final class DatastoreManagedTypes implements ManagedTypes {

    private final List<Class<?>> types;

    private DatastoreManagedTypes(List<Class<?>> types) {
        this.types = types;
    }

    /**
     * Makes a list of classes.
     *
     * @param types the classes
     * @return the list
     */
    public static DatastoreManagedTypes fromIterable(Iterable<? extends Class<?>> types) {
        List<Class<?>> all = new ArrayList<>();
        types.forEach(all::add);
        return new DatastoreManagedTypes(List.copyOf(all));
    }

    @Override
    public void forEach(Consumer<Class<?>> action) {
        types.forEach(action);
    }
}
