package dev.kindred.datastore.spring.data.modulith;

import dev.kindred.datastore.model.Entity;
import dev.kindred.datastore.model.Value;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.springframework.modulith.events.core.EventSerializer;
import org.springframework.modulith.events.core.PublicationTargetIdentifier;
import org.springframework.modulith.events.core.TargetEventPublication;
import org.springframework.util.ClassUtils;

/** A publication as it was stored; the event is made when it is asked for. */
final class StoredPublication implements TargetEventPublication {

    private final Entity entity;
    private final EventSerializer serializer;
    private Instant completed;

    StoredPublication(Entity entity, EventSerializer serializer) {
        this.entity = entity;
        this.serializer = serializer;
        this.completed = instant("completed");
    }

    private Instant instant(String property) {
        return entity.value(property) instanceof Value.TimestampValue time ? time.toInstant() : null;
    }

    String text() {
        return ((Value.StringValue) entity.value("event")).value();
    }

    private String string(String property) {
        return ((Value.StringValue) entity.value(property)).value();
    }

    @Override
    public UUID getIdentifier() {
        return UUID.fromString(Objects.requireNonNull(entity.key().name()));
    }

    @Override
    public Object getEvent() {
        return serializer.deserialize(
                text(), ClassUtils.resolveClassName(string("type"), ClassUtils.getDefaultClassLoader()));
    }

    @Override
    public PublicationTargetIdentifier getTargetIdentifier() {
        return PublicationTargetIdentifier.of(string("target"));
    }

    @Override
    public Instant getPublicationDate() {
        return instant("published");
    }

    @Override
    public Optional<Instant> getCompletionDate() {
        return Optional.ofNullable(completed);
    }

    @Override
    public void markCompleted(Instant when) {
        completed = when;
    }

    @Override
    public Status getStatus() {
        return completed != null ? Status.COMPLETED : Status.valueOf(string("status"));
    }

    @Override
    public Instant getLastResubmissionDate() {
        return instant("resubmitted");
    }

    @Override
    public int getCompletionAttempts() {
        return (int) ((Value.LongValue) entity.value("attempts")).value();
    }
}
