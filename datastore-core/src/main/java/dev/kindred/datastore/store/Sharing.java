package dev.kindred.datastore.store;

import java.util.Set;

/** The processes that use one store at the same time. Each has a name, which no other process ever had. Using this opens the engine. */
public interface Sharing {

    /**
     * The name of this process.
     *
     * @return a short text; another one once the engine was closed and opened again
     */
    String self();

    /**
     * The processes that live, as far as the store knows: one that was killed is among them for a while.
     *
     * @return names, that of this process included
     */
    Set<String> alive();
}
