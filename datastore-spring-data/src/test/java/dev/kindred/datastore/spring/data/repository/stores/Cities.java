package dev.kindred.datastore.spring.data.repository.stores;

import org.springframework.data.repository.CrudRepository;

public interface Cities extends CrudRepository<City, String> {}
