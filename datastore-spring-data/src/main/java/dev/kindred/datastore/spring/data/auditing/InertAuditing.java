package dev.kindred.datastore.spring.data.auditing;

import dev.kindred.datastore.spring.data.mapping.DatastoreMappingContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ListableBeanFactory;

/** Warns of auditing annotations that do nothing, because nobody has switched auditing on. */
public final class InertAuditing {

    private static final Logger LOG = LoggerFactory.getLogger(InertAuditing.class);

    private InertAuditing() {}

    /**
     * Logs a warning if a type has auditing annotations and there is no auditing.
     *
     * @param type a type that is going to be stored
     * @param context knows the types
     * @param beans where auditing would be
     */
    public static void check(Class<?> type, DatastoreMappingContext context, ListableBeanFactory beans) {
        if (AuditedPaths.of(type, context).exist()
                && beans.getBeanNamesForType(EntityAuditing.class, true, false).length == 0) {
            LOG.warn(
                    "{} has auditing annotations, but auditing is not switched on, so that its audited fields are stored as they are."
                            + " Put @EnableDatastoreAuditing on a @Configuration class, or remove the annotations.",
                    type.getName());
        }
    }
}
