package dev.kindred.datastore.spring.data.repository.enabled;

/** Implemented by a contributor. */
public interface Telling {

    long tell();
}
