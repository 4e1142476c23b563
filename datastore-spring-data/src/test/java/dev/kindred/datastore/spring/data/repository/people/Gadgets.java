package dev.kindred.datastore.spring.data.repository.people;

import dev.kindred.datastore.model.Key;
import dev.kindred.datastore.spring.data.repository.DatastoreRepository;
import dev.kindred.datastore.spring.data.repository.people.Person.Role;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

public interface Gadgets extends DatastoreRepository<Gadget, Long> {

    List<Gadget> findByWeight(@Nullable Integer weight);

    List<Gadget> findByCode(UUID code);

    List<Gadget> findByMade(OffsetDateTime made);

    List<Gadget> findByMadeAfter(OffsetDateTime made);

    List<Gadget> findByTimeGreaterThanEqual(Duration time);

    List<Gadget> findByRolesContaining(Role role);

    List<Gadget> findByNumbersContaining(int number);

    List<Gadget> findByOwner(Key owner);

    List<Gadget> findByRatioGreaterThan(int ratio);

    List<Gadget> findByMark(char mark);
}
