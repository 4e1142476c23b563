package dev.kindred.datastore;

import dev.kindred.datastore.model.Key;
import dev.kindred.datastore.model.Value;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** What became of a {@link Mutation}. Safe for all threads. */
public final class MutationResult {

    private final Key key;
    private final List<Value> transformResults;
    private final boolean conflict;
    private volatile @Nullable Long version;

    private MutationResult(Key key, List<Value> transformResults, boolean conflict, @Nullable Long version) {
        this.key = key;
        this.transformResults = transformResults;
        this.conflict = conflict;
        this.version = version;
    }

    static MutationResult applied(Key key, List<Value> transformResults) {
        return new MutationResult(key, transformResults, false, null);
    }

    static MutationResult skipped(Key key, long version) {
        return new MutationResult(key, List.of(), true, version);
    }

    void committed(long commitVersion) {
        if (!conflict) {
            version = commitVersion;
        }
    }

    /**
     * The entity's key.
     *
     * @return complete, with the new id if the mutation's was incomplete
     */
    public Key key() {
        return key;
    }

    /**
     * Whether the mutation was left out because the stored entity had another version, see {@link Mutation.OnConflict#SKIP}.
     *
     * @return true if it was left out
     */
    public boolean conflictDetected() {
        return conflict;
    }

    /**
     * The values that the mutation's transforms set.
     *
     * @return one for each transform, in order, a null value for a change of a list; empty if the mutation was left out
     */
    public List<Value> transformResults() {
        return transformResults;
    }

    /**
     * The version that the entity has after the mutation: that of the commit. Of a deleted entity it is the version of the deletion; of a mutation that was left out
     * it is the version that is stored, or that of the whole store if there is no entity.
     *
     * @return empty as long as the transaction has not been committed
     */
    public OptionalLong version() {
        Long known = version;
        return known == null ? OptionalLong.empty() : OptionalLong.of(known);
    }

    /** The result, for people and logs. */
    @Override
    public String toString() {
        Long known = version;
        return key + (conflict ? " left out" : "") + (known == null ? "" : " at version " + known) + " "
                + transformResults;
    }
}
