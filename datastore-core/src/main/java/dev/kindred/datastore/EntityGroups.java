package dev.kindred.datastore;

import dev.kindred.datastore.model.Entity;
import dev.kindred.datastore.model.Key;
import dev.kindred.datastore.store.StorageTransaction;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The entities {@code root/__entity_group__/1}, which are not stored: to get one is to ask for the version of its group. The version is the snapshot's, which grows
 * with every commit, those to the group included.
 */
final class EntityGroups {

    private static final String KIND = "__entity_group__";
    private static final String VERSION = "__version__";
    private static final long ID = 1;

    private EntityGroups() {}

    /** The answers to a get, completed. */
    static List<@Nullable Entity> withVersions(
            Collection<Key> keys, List<@Nullable Entity> found, StorageTransaction snapshot) {
        List<@Nullable Entity> completed = found;
        int position = 0;
        for (Key key : keys) {
            if (isOne(key)) {
                if (completed == found) {
                    completed = new ArrayList<>(found);
                }
                completed.set(
                        position,
                        Entity.builder(key)
                                .set(VERSION, LocalDatastore.groupVersion(snapshot))
                                .build());
            }
            position++;
        }
        return completed;
    }

    private static boolean isOne(Key key) {
        return key.kind().equals(KIND) && key.id() == ID && key.depth() == 2;
    }
}
