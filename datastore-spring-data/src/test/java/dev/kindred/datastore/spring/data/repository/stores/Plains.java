package dev.kindred.datastore.spring.data.repository.stores;

import dev.kindred.datastore.spring.data.repository.DatastoreRepository;

/** Ours by the interface. */
public interface Plains extends DatastoreRepository<Plain, String> {}
