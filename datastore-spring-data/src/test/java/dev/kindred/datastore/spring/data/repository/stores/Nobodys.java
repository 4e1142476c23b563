package dev.kindred.datastore.spring.data.repository.stores;

import org.springframework.data.repository.CrudRepository;

/** Nothing says whose it is. */
public interface Nobodys extends CrudRepository<Plain, String> {}
