package dev.kindred.datastore.spring.data.tenancy.shop;

import dev.kindred.datastore.spring.data.repository.DatastoreRepository;
import dev.kindred.datastore.spring.data.repository.Query;
import java.util.List;

public interface Countries extends DatastoreRepository<Country, String> {

    List<Country> findByName(String name);

    @Query("SELECT * FROM Land WHERE __key__ = KEY(Land, 'it')")
    List<Country> italy();
}
