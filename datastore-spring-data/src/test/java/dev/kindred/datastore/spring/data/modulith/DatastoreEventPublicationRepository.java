package dev.kindred.datastore.spring.data.modulith;

import dev.kindred.datastore.model.Entity;
import dev.kindred.datastore.model.Key;
import dev.kindred.datastore.model.Value;
import dev.kindred.datastore.query.Operator;
import dev.kindred.datastore.query.Query;
import dev.kindred.datastore.spring.data.template.DatastoreOperations;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.springframework.modulith.events.EventPublication.Status;
import org.springframework.modulith.events.core.EventPublicationRepository;
import org.springframework.modulith.events.core.EventSerializer;
import org.springframework.modulith.events.core.PublicationTargetIdentifier;
import org.springframework.modulith.events.core.TargetEventPublication;

/**
 * Keeps Spring Modulith's event publications in the datastore: one entity each, in the default namespace, written in the transaction of the thread. A completed one stays,
 * with the time of its completion.
 */
public final class DatastoreEventPublicationRepository implements EventPublicationRepository {

    static final String KIND = "EventPublication";

    private static final String PUBLISHED = "published";
    private static final String COMPLETED = "completed";
    private static final String STATUS = "status";
    private static final String TARGET = "target";

    private final DatastoreOperations datastore;
    private final EventSerializer serializer;

    public DatastoreEventPublicationRepository(DatastoreOperations datastore, EventSerializer serializer) {
        this.datastore = datastore.inNamespace("");
        this.serializer = serializer;
    }

    private Key key(UUID id) {
        return datastore.getDatastore().partition().key(KIND, id.toString());
    }

    private String text(Object event) {
        return serializer.serialize(event).toString();
    }

    @Override
    public TargetEventPublication create(TargetEventPublication publication) {
        Entity entity = Entity.builder(key(publication.getIdentifier()))
                .setUnindexed("event", Value.of(text(publication.getEvent())))
                .set("type", publication.getEvent().getClass().getName())
                .set(TARGET, publication.getTargetIdentifier().getValue())
                .set(PUBLISHED, publication.getPublicationDate())
                .set(COMPLETED, (Instant) null)
                .set(STATUS, publication.getStatus().name())
                .set("resubmitted", publication.getLastResubmissionDate())
                .set("attempts", publication.getCompletionAttempts())
                .build();
        datastore.execute(entities -> entities.put(entity));
        return publication;
    }

    /** Changes a publication if it is there and fits. */
    private boolean change(UUID id, Predicate<StoredPublication> fits, Consumer<Entity.Builder> change) {
        return datastore.performTransaction(inside -> inside.execute(entities -> {
            Entity stored = entities.find(key(id));
            if (stored == null || !fits.test(publication(stored))) {
                return false;
            }
            Entity.Builder changed = stored.toBuilder();
            change.accept(changed);
            entities.put(changed.build());
            return true;
        }));
    }

    private void status(UUID id, Status status) {
        change(id, stored -> !stored.isCompleted(), entity -> entity.set(STATUS, status.name()));
    }

    @Override
    public void markProcessing(UUID id) {
        status(id, Status.PROCESSING);
    }

    @Override
    public void markFailed(UUID id) {
        status(id, Status.FAILED);
    }

    @Override
    public boolean markResubmitted(UUID id, Instant when) {
        return change(
                id, stored -> !stored.isCompleted() && stored.getStatus() != Status.RESUBMITTED, entity -> entity.set(
                                STATUS, Status.RESUBMITTED.name())
                        .set("resubmitted", when)
                        .set("attempts", attempts(id) + 1));
    }

    private int attempts(UUID id) {
        return datastore.execute(entities -> publication(entities.get(key(id))).getCompletionAttempts());
    }

    @Override
    public void markCompleted(Object event, PublicationTargetIdentifier target, Instant when) {
        findIncompletePublicationsByEventAndTargetIdentifier(event, target)
                .ifPresent(found -> markCompleted(found.getIdentifier(), when));
    }

    @Override
    public void markCompleted(UUID id, Instant when) {
        change(id, stored -> !stored.isCompleted(), entity -> entity.set(COMPLETED, when)
                .set(STATUS, Status.COMPLETED.name()));
    }

    private List<TargetEventPublication> find(Query query) {
        return datastore.execute(entities -> {
            try (Stream<Entity> found = entities.run(query.orderBy(PUBLISHED)).toList().stream()) {
                return found.<TargetEventPublication>map(this::publication).toList();
            }
        });
    }

    private static Query incomplete() {
        return Query.kind(KIND).filter(COMPLETED, Operator.EQUAL, Value.NULL);
    }

    @Override
    public List<TargetEventPublication> findIncompletePublications() {
        return find(incomplete());
    }

    @Override
    public List<TargetEventPublication> findIncompletePublicationsPublishedBefore(Instant instant) {
        return find(incomplete().filter(PUBLISHED, Operator.LESS_THAN, Value.of(instant)));
    }

    @Override
    public Optional<TargetEventPublication> findIncompletePublicationsByEventAndTargetIdentifier(
            Object event, PublicationTargetIdentifier target) {
        String text = text(event);
        return find(incomplete().filter(TARGET, Operator.EQUAL, Value.of(target.getValue()))).stream()
                .filter(publication -> ((StoredPublication) publication).text().equals(text))
                .findFirst();
    }

    @Override
    public List<TargetEventPublication> findCompletedPublications() {
        return findByStatus(Status.COMPLETED);
    }

    @Override
    public List<TargetEventPublication> findByStatus(Status status) {
        return find(byStatus(status));
    }

    private static Query byStatus(Status status) {
        return Query.kind(KIND).filter(STATUS, Operator.EQUAL, Value.of(status.name()));
    }

    @Override
    public int countByStatus(Status status) {
        return (int) datastore.count(byStatus(status));
    }

    @Override
    public List<TargetEventPublication> findFailedPublications(FailedCriteria criteria) {
        Query failed = byStatus(Status.FAILED);
        Instant before = criteria.getPublicationDateReference();
        if (before != null) {
            failed = failed.filter(PUBLISHED, Operator.LESS_THAN, Value.of(before));
        }
        long most = criteria.getMaxItemsToRead();
        return find(most < 0 || most > Integer.MAX_VALUE ? failed : failed.limit((int) most));
    }

    @Override
    public void deletePublications(List<UUID> ids) {
        delete(ids.stream().map(this::key).toList());
    }

    @Override
    public void deleteCompletedPublications() {
        delete(datastore.keys(byStatus(Status.COMPLETED)));
    }

    @Override
    public void deleteCompletedPublicationsBefore(Instant instant) {
        delete(datastore.keys(byStatus(Status.COMPLETED).filter(COMPLETED, Operator.LESS_THAN, Value.of(instant))));
    }

    private void delete(Collection<Key> keys) {
        datastore.execute(entities -> {
            entities.delete(keys);
            return true;
        });
    }

    private StoredPublication publication(Entity entity) {
        return new StoredPublication(entity, serializer);
    }
}
