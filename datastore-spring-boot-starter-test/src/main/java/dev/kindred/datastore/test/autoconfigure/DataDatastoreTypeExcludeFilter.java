package dev.kindred.datastore.test.autoconfigure;

import dev.kindred.datastore.spring.data.auditing.EnableDatastoreAuditing;
import dev.kindred.datastore.spring.data.event.AbstractDatastoreEventListener;
import java.util.Set;
import org.springframework.boot.test.context.filter.annotation.StandardAnnotationCustomizableTypeExcludeFilter;
import org.springframework.data.domain.AuditorAware;
import org.springframework.data.mapping.callback.EntityCallback;

/** Keeps the components that take part in saving. */
final class DataDatastoreTypeExcludeFilter extends StandardAnnotationCustomizableTypeExcludeFilter<DataDatastoreTest> {

    DataDatastoreTypeExcludeFilter(Class<?> testClass) {
        super(testClass);
    }

    @Override
    protected Set<Class<?>> getKnownIncludes() {
        return Set.of(
                EntityCallback.class,
                AuditorAware.class,
                AbstractDatastoreEventListener.class,
                EnableDatastoreAuditing.class);
    }
}
