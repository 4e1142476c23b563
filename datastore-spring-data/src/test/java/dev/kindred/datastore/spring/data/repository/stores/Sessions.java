package dev.kindred.datastore.spring.data.repository.stores;

import org.springframework.data.keyvalue.repository.KeyValueRepository;

public interface Sessions extends KeyValueRepository<Session, String> {}
