package dev.kindred.datastore.spring.data.documentation;

import dev.kindred.datastore.spring.data.repository.DatastoreRepository;

public interface Articles extends DatastoreRepository<Article, String> {}
