package dev.kindred.datastore.spring.data.template;

import dev.kindred.datastore.model.Key;
import dev.kindred.datastore.spring.data.convert.DatastoreConverter;
import dev.kindred.datastore.spring.data.mapping.DatastorePersistentEntity;
import dev.kindred.datastore.spring.data.mapping.DatastorePersistentProperty;
import java.util.List;
import org.springframework.dao.InvalidDataAccessApiUsageException;
import org.springframework.util.ClassUtils;

/** Gives objects whose id is a key a place below ancestors. */
final class Ancestry {

    private Ancestry() {}

    static <T> T place(T instance, Key ancestor, List<Key> further, DatastoreOperations operations) {
        DatastoreConverter converter = operations.getConverter();
        DatastorePersistentEntity<?> entity =
                converter.getMappingContext().getRequiredPersistentEntity(ClassUtils.getUserClass(instance));
        checkHasPlace(entity);
        Key parent = ancestor;
        for (Key each : further) {
            String name = each.name();
            parent = name == null ? parent.child(each.kind(), each.id()) : parent.child(each.kind(), name);
        }
        Key key = operations.getKey(instance);
        if (!key.isIncomplete()) {
            if (key.equals(parent) || !parent.isAncestorOrSelfOf(key)) {
                throw new InvalidDataAccessApiUsageException("Cannot save " + key + " below " + parent
                        + ": it has another place already. Save it without ancestors, or as a new object.");
            }
            return instance;
        }
        List<Key> allocated = operations.getDatastore().allocateIds(List.of(parent.incompleteChild(entity.getKind())));
        return converter.withKey(instance, allocated.get(0));
    }

    private static void checkHasPlace(DatastorePersistentEntity<?> entity) {
        DatastorePersistentProperty id = entity.getIdProperty();
        String type = entity.getType().getName();
        if (entity.getParentProperty() != null) {
            throw new InvalidDataAccessApiUsageException("Cannot save a " + type
                    + " below ancestors: its field \""
                    + entity.getParentProperty().getName()
                    + "\" is the @Parent and says where it is. Set that, and save it without ancestors.");
        }
        if (id == null || id.getType() != Key.class) {
            throw new InvalidDataAccessApiUsageException(
                    "Cannot save a " + type
                            + " below ancestors: nothing in it would tell where it is. Give it a field with @Parent, or an @Id of type Key.");
        }
    }
}
