package dev.kindred.datastore.spring.data.aot;

import dev.kindred.datastore.model.GeoPoint;
import dev.kindred.datastore.model.Key;
import dev.kindred.datastore.spring.data.event.AbstractDatastoreEventListener;
import dev.kindred.datastore.spring.data.event.AfterConvertCallback;
import dev.kindred.datastore.spring.data.event.AfterDeleteCallback;
import dev.kindred.datastore.spring.data.event.AfterSaveCallback;
import dev.kindred.datastore.spring.data.event.BeforeConvertCallback;
import dev.kindred.datastore.spring.data.event.BeforeDeleteCallback;
import dev.kindred.datastore.spring.data.event.BeforeSaveCallback;
import dev.kindred.datastore.spring.data.mapping.IndexCondition;
import dev.kindred.datastore.spring.data.mapping.Ref;
import dev.kindred.datastore.spring.data.repository.DatastoreRepository;
import dev.kindred.datastore.spring.data.repository.support.SimpleDatastoreRepository;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.aot.hint.MemberCategory;
import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.RuntimeHintsRegistrar;

/** What Spring Data reaches by reflection of this module's own classes, and the resource with named queries. */
final class DatastoreRuntimeHints implements RuntimeHintsRegistrar {

    private static final List<Class<?>> CALLED = List.of(
            BeforeConvertCallback.class,
            BeforeSaveCallback.class,
            AfterSaveCallback.class,
            AfterConvertCallback.class,
            BeforeDeleteCallback.class,
            AfterDeleteCallback.class,
            AbstractDatastoreEventListener.class,
            DatastoreRepository.class,
            Key.class,
            Ref.class,
            GeoPoint.class);

    DatastoreRuntimeHints() {}

    @Override
    public void registerHints(RuntimeHints hints, @Nullable ClassLoader classLoader) {
        for (Class<?> type : CALLED) {
            hints.reflection().registerType(type, MemberCategory.INVOKE_PUBLIC_METHODS);
        }
        hints.reflection()
                .registerType(
                        SimpleDatastoreRepository.class,
                        MemberCategory.INVOKE_DECLARED_CONSTRUCTORS,
                        MemberCategory.INVOKE_PUBLIC_METHODS)
                .registerType(IndexCondition.Always.class, MemberCategory.INVOKE_DECLARED_CONSTRUCTORS)
                .registerType(IndexCondition.NotNull.class, MemberCategory.INVOKE_DECLARED_CONSTRUCTORS);
        hints.resources().registerPattern("META-INF/datastore-named-queries.properties");
    }
}
