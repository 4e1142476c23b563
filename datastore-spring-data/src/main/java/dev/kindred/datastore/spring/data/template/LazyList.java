package dev.kindred.datastore.spring.data.template;

import java.util.AbstractList;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A list that is read when it is first used; from then on an ordinary one. Two threads may both read it, and then have one of the results. Not safe for changes by several. */
final class LazyList<T> extends AbstractList<T> {

    private @Nullable Supplier<List<T>> loader;
    private volatile @Nullable List<T> loaded;

    LazyList(Supplier<List<T>> loader) {
        this.loader = loader;
    }

    boolean isLoaded() {
        return loaded != null;
    }

    List<T> load() {
        List<T> known = loaded;
        if (known == null) {
            Supplier<List<T>> from = loader;
            known = new ArrayList<>(from == null ? List.of() : from.get());
            synchronized (this) {
                if (loaded == null) {
                    loaded = known;
                    loader = null;
                }
                known = loaded;
            }
        }
        return known;
    }

    @Override
    public T get(int index) {
        return load().get(index);
    }

    @Override
    public int size() {
        return load().size();
    }

    @Override
    public T set(int index, T element) {
        return load().set(index, element);
    }

    @Override
    public void add(int index, T element) {
        load().add(index, element);
        modCount++;
    }

    @Override
    public T remove(int index) {
        modCount++;
        return load().remove(index);
    }

    /** For people and logs; reads nothing. */
    @Override
    public String toString() {
        List<T> known = loaded;
        return known == null ? "[not loaded]" : known.toString();
    }
}
