package dev.kindred.datastore.spring.data.repository.enabled;

/** Implemented by the class that {@code META-INF/spring.factories} names. */
public interface Counting {

    int letters(Shop shop);
}
