package dev.kindred.atlas;

import dev.kindred.datastore.spring.data.repository.DatastoreRepository;

interface MostVisitedRepository extends DatastoreRepository<MostVisited, String> {}
