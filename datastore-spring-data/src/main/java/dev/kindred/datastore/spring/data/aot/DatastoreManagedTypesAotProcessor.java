package dev.kindred.datastore.spring.data.aot;

import dev.kindred.datastore.spring.data.mapping.DatastoreManagedTypes;
import org.jspecify.annotations.Nullable;
import org.springframework.data.aot.AotContext;
import org.springframework.data.aot.ManagedTypesBeanRegistrationAotProcessor;

/** Puts the list of an application's entities in the place of the search for them, with hints for each. */
final class DatastoreManagedTypesAotProcessor extends ManagedTypesBeanRegistrationAotProcessor {

    DatastoreManagedTypesAotProcessor() {
        setModuleIdentifier("datastore");
    }

    @Override
    protected boolean isMatch(@Nullable Class<?> beanType, @Nullable String beanName) {
        return beanType == DatastoreManagedTypes.class;
    }

    @Override
    protected void configureTypeContribution(Class<?> type, AotContext aotContext) {
        super.configureTypeContribution(type, aotContext);
        EntityHints.contribute(type, aotContext, this::configureTypeContribution);
    }
}
