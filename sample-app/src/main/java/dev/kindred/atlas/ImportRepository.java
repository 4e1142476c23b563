package dev.kindred.atlas;

import dev.kindred.datastore.spring.data.repository.DatastoreRepository;

interface ImportRepository extends DatastoreRepository<Import, String> {}
