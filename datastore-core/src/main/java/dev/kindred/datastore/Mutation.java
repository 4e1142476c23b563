package dev.kindred.datastore;

import dev.kindred.datastore.model.Entity;
import dev.kindred.datastore.model.Key;
import dev.kindred.datastore.model.Limits;
import dev.kindred.datastore.model.PropertyMask;
import dev.kindred.datastore.model.Transform;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A change of one entity, for {@link EntityOperations#apply}. Immutable; every method returns a changed copy.
 *
 * <pre>{@code
 * datastore.apply(List.of(
 *         Mutation.update(task).ifVersion(task.version()).mask(PropertyMask.of("done", "address.city")),
 *         Mutation.transform(visits, Transform.increment("count", 1), Transform.requestTime("last"))));
 * }</pre>
 */
public final class Mutation {

    /** What is done with the entity. */
    public enum Operation {
        /** Stores it, new or in place of another. */
        PUT,
        /** Stores it; there must be none. */
        INSERT,
        /** Stores it; there must be one. */
        UPDATE,
        /** Removes it; an absent one is no error. */
        DELETE
    }

    /** What becomes of a mutation whose entity has another version than {@link #ifVersion} says. */
    public enum OnConflict {
        /** Nothing of the commit is applied: {@link VersionMismatchException}. */
        FAIL,
        /** This mutation is left out and reported by {@link MutationResult#conflictDetected}, the others are applied. */
        SKIP
    }

    private final Operation operation;
    private final Key key;
    private final @Nullable Entity entity;
    private final @Nullable Long baseVersion;
    private final OnConflict onConflict;
    private final @Nullable PropertyMask mask;
    private final List<Transform> transforms;

    private Mutation(
            Operation operation,
            Key key,
            @Nullable Entity entity,
            @Nullable Long baseVersion,
            OnConflict onConflict,
            @Nullable PropertyMask mask,
            List<Transform> transforms) {
        this.operation = operation;
        this.key = key;
        this.entity = entity;
        this.baseVersion = baseVersion;
        this.onConflict = onConflict;
        this.mask = mask;
        this.transforms = transforms;
    }

    private static Mutation of(Operation operation, Key key, @Nullable Entity entity) {
        return new Mutation(operation, key, entity, null, OnConflict.FAIL, null, List.of());
    }

    /**
     * Stores an entity, new or in place of the one under its key.
     *
     * @param entity the entity; an incomplete key gets a new id
     * @return the mutation
     */
    public static Mutation put(Entity entity) {
        return of(Operation.PUT, entity.key(), entity);
    }

    /**
     * Stores an entity that must be new.
     *
     * @param entity the entity; an incomplete key gets a new id
     * @return the mutation
     */
    public static Mutation insert(Entity entity) {
        return of(Operation.INSERT, entity.key(), entity);
    }

    /**
     * Stores an entity that must be there.
     *
     * @param entity the entity, with a complete key
     * @return the mutation
     */
    public static Mutation update(Entity entity) {
        return of(Operation.UPDATE, entity.key(), entity);
    }

    /**
     * Removes an entity.
     *
     * @param key a complete key
     * @return the mutation
     */
    public static Mutation delete(Key key) {
        return of(Operation.DELETE, key, null);
    }

    /**
     * Changes some properties of an entity and leaves all others; makes the entity if there is none. A put with {@link PropertyMask#NONE}.
     *
     * @param key the key
     * @param transforms what to change
     * @return the mutation
     */
    public static Mutation transform(Key key, Transform... transforms) {
        return put(Entity.builder(key).build()).mask(PropertyMask.NONE).transform(transforms);
    }

    /**
     * Makes the mutation depend on the version that is stored when the commit begins, whatever the same transaction wrote before.
     *
     * @param version the {@link Entity#version} that the entity must have; 0 if there must be none
     * @return a changed copy
     * @throws InvalidMutationException if the version is negative
     */
    public Mutation ifVersion(long version) {
        if (version < 0) {
            throw new InvalidMutationException("The base version of " + key
                    + " must be a version of the entity, or 0 for no entity, not " + version + ".");
        }
        return new Mutation(operation, key, entity, version, onConflict, mask, transforms);
    }

    /**
     * Says what becomes of the mutation if the version is another. {@link OnConflict#FAIL} without.
     *
     * @param changed the choice
     * @return a changed copy
     */
    public Mutation onConflict(OnConflict changed) {
        return new Mutation(operation, key, entity, baseVersion, changed, mask, transforms);
    }

    /**
     * Writes the chosen properties only: those that the given entity has are set, those that it lacks are deleted, all others stay as they are stored.
     *
     * @param changed the choice
     * @return a changed copy
     * @throws InvalidMutationException if the mutation is a deletion
     */
    public Mutation mask(PropertyMask changed) {
        refuseDeletion("a property mask");
        return new Mutation(operation, key, entity, baseVersion, onConflict, changed, transforms);
    }

    /**
     * Adds changes that are made in order after the entity is written, whatever the mask says.
     *
     * @param added the changes
     * @return a changed copy
     * @throws InvalidMutationException if the mutation is a deletion, or would have more than {@link Limits#MAX_TRANSFORMS} transforms
     */
    public Mutation transform(Transform... added) {
        refuseDeletion("transforms");
        List<Transform> all = new ArrayList<>(transforms);
        all.addAll(Arrays.asList(added));
        checkTransforms(key, all.size());
        return new Mutation(operation, key, entity, baseVersion, onConflict, mask, List.copyOf(all));
    }

    static void checkTransforms(Key key, int number) {
        if (number > Limits.MAX_TRANSFORMS) {
            throw new InvalidMutationException("Cannot make " + number + " transforms of " + key + "; the limit is "
                    + Limits.MAX_TRANSFORMS + " transforms for each entity. Divide them over several commits.");
        }
    }

    boolean needsCompleteKey() {
        return operation == Operation.UPDATE || operation == Operation.DELETE;
    }

    private void refuseDeletion(String what) {
        if (operation == Operation.DELETE) {
            throw new InvalidMutationException("The deletion of " + key + " cannot have " + what
                    + ". To delete some properties, put an entity without them and with a mask that names them.");
        }
    }

    /**
     * What is done.
     *
     * @return the operation
     */
    public Operation operation() {
        return operation;
    }

    /**
     * Whose entity is changed.
     *
     * @return the key, which may be incomplete for a put or an insert
     */
    public Key key() {
        return key;
    }

    /**
     * What is stored.
     *
     * @return the entity; null for a deletion
     */
    public @Nullable Entity entity() {
        return entity;
    }

    /**
     * The version the stored entity must have.
     *
     * @return 0 if there must be none; null if it does not matter
     */
    public @Nullable Long baseVersion() {
        return baseVersion;
    }

    /**
     * What becomes of the mutation if the version is another.
     *
     * @return the choice
     */
    public OnConflict onConflict() {
        return onConflict;
    }

    /**
     * Which properties are written.
     *
     * @return the mask; null for all
     */
    public @Nullable PropertyMask mask() {
        return mask;
    }

    /**
     * The changes made after the write.
     *
     * @return in order; unmodifiable
     */
    public List<Transform> transforms() {
        return transforms;
    }

    /** The mutation, for people and logs. */
    @Override
    public String toString() {
        return operation + " " + (entity == null ? key : entity)
                + (baseVersion == null ? "" : " if version " + baseVersion + " else " + onConflict)
                + (mask == null ? "" : " only " + mask)
                + (transforms.isEmpty() ? "" : " then " + transforms);
    }
}
