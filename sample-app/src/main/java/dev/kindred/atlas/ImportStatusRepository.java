package dev.kindred.atlas;

import dev.kindred.datastore.spring.data.repository.DatastoreRepository;

interface ImportStatusRepository extends DatastoreRepository<ImportStatus, String> {}
