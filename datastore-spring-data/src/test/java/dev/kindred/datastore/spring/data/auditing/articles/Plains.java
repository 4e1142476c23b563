package dev.kindred.datastore.spring.data.auditing.articles;

import dev.kindred.datastore.spring.data.repository.DatastoreRepository;

public interface Plains extends DatastoreRepository<Plain, Long> {}
