package dev.kindred.datastore.spring.data.tenancy.shop;

import dev.kindred.datastore.model.Key;
import dev.kindred.datastore.spring.data.repository.Ancestor;
import dev.kindred.datastore.spring.data.repository.DatastoreRepository;
import dev.kindred.datastore.spring.data.repository.Query;
import java.util.List;
import java.util.stream.Stream;
import org.springframework.data.repository.query.Param;

public interface Invoices extends DatastoreRepository<Invoice, Long> {

    List<Invoice> findByCustomer(String customer);

    long countByCustomer(String customer);

    long deleteByCustomer(String customer);

    Stream<Invoice> streamByCentsGreaterThan(int cents);

    List<Invoice> findByIdIn(List<Long> ids);

    @Query("SELECT * FROM Invoice WHERE cents >= @least ORDER BY cents")
    List<Invoice> expensive(@Param("least") int least);

    @Query("SELECT * FROM Invoice WHERE __key__ = KEY(Invoice, 77)")
    List<Invoice> seventySeven();

    List<Invoice> findByCustomer(String customer, @Ancestor Key ancestor);
}
