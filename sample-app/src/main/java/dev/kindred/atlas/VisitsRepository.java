package dev.kindred.atlas;

import dev.kindred.datastore.spring.data.repository.DatastoreRepository;

interface VisitsRepository extends DatastoreRepository<Visits, Long> {}
