package dev.kindred.datastore.spring.data.repository.zoo;

import dev.kindred.datastore.spring.data.repository.DatastoreRepository;
import java.util.List;
import org.springframework.data.domain.Limit;
import org.springframework.data.domain.Page;
import org.springframework.data.domain.Pageable;
import org.springframework.data.domain.ScrollPosition;
import org.springframework.data.domain.Window;

public interface Cats extends DatastoreRepository<Animal.Cat, Long> {

    List<Animal.Cat> findByName(String name);

    List<Animal.Cat> findByNameOrOwner(String name, String owner);

    long countByName(String name);

    boolean existsByName(String name);

    long deleteByName(String name);

    Page<Animal.Cat> findByOwner(String owner, Pageable page);

    Window<Animal.Cat> findByOwnerOrderByName(String owner, ScrollPosition position, Limit limit);
}
