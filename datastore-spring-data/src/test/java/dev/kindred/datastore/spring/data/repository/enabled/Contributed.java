package dev.kindred.datastore.spring.data.repository.enabled;

import dev.kindred.datastore.spring.data.repository.DatastoreRepository;

/** Has a fragment from a contributor. */
public interface Contributed extends DatastoreRepository<Shop, Long>, Telling {}
