package dev.kindred.datastore.spring.data.repository.events;

import dev.kindred.datastore.spring.data.repository.DatastoreRepository;

public interface Accounts extends DatastoreRepository<Account, String> {}
