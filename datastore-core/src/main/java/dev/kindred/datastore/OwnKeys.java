package dev.kindred.datastore;

import dev.kindred.datastore.model.Entity;
import dev.kindred.datastore.model.InvalidKeyException;
import dev.kindred.datastore.model.Key;
import dev.kindred.datastore.query.Query;
import java.util.Collection;
import java.util.List;
import java.util.Set;

/**
 * Tells a datastore's own keys from others. Keys of accepted applications become own ones wherever a call names a key, so that links from before a move
 * find their entity; key values within properties are data and stay what they are.
 */
final class OwnKeys {

    private final String app;
    private final Set<String> accepted;

    OwnKeys(String app, Set<String> accepted) {
        this.app = app;
        this.accepted = accepted;
    }

    /** The key as an own one. */
    Key own(Key key) {
        if (isOwn(key)) {
            return key;
        }
        if (accepted.contains(key.app())) {
            return key.withApp(app);
        }
        throw new InvalidKeyException("Key " + key + " belongs to application \"" + key.app()
                + "\", this datastore to \"" + app
                + "\". Make keys by the datastore's partition(), or let it accept the "
                + "keys of \"" + key.app() + "\": acceptApps(…), in Spring Boot kindred.datastore.accepted-app-ids.");
    }

    /** The query about own keys. Those that are not accepted stay, for the query's own check to refuse. */
    Query own(Query query) {
        return accepted.isEmpty()
                ? query
                : query.withKeys(key -> accepted.contains(key.app()) ? key.withApp(app) : key);
    }

    Collection<Key> own(Collection<Key> keys) {
        for (Key key : keys) {
            if (!isOwn(key)) {
                return keys.stream().map(this::own).toList();
            }
        }
        return keys;
    }

    List<Entity> ownEntities(List<Entity> entities) {
        for (Entity entity : entities) {
            if (!isOwn(entity.key())) {
                return entities.stream()
                        .map(each -> isOwn(each.key()) ? each : each.withKey(own(each.key())))
                        .toList();
            }
        }
        return entities;
    }

    private boolean isOwn(Key key) {
        return key.app().equals(app);
    }
}
