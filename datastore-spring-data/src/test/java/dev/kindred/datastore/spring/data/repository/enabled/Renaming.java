package dev.kindred.datastore.spring.data.repository.enabled;

/** Implemented by classes that are named after it. */
public interface Renaming {

    Shop rename(Shop shop);
}
