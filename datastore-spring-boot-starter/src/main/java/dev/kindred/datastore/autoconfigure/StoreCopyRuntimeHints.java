package dev.kindred.datastore.autoconfigure;

import org.jspecify.annotations.Nullable;
import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.RuntimeHintsRegistrar;
import org.springframework.boot.context.properties.bind.BindableRuntimeHintsRegistrar;

/** The settings of a copy, and those of the server that it uses: they are bound before there are beans, so that nothing else tells of them. */
final class StoreCopyRuntimeHints implements RuntimeHintsRegistrar {

    StoreCopyRuntimeHints() {}

    @Override
    public void registerHints(RuntimeHints hints, @Nullable ClassLoader classLoader) {
        BindableRuntimeHintsRegistrar.forTypes(StoreCopyProperties.class, DatastorePostgresProperties.class)
                .registerHints(hints);
    }
}
