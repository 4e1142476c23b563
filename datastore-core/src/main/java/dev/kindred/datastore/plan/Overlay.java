package dev.kindred.datastore.plan;

import dev.kindred.datastore.model.Entity;
import java.util.Map;
import java.util.Optional;

/** A transaction's own writes, laid over its snapshot: by encoded key the entity to be stored, or nothing where one is to be deleted. */
public interface Overlay {

    /** No writes. */
    Overlay NONE = Map::of;

    /**
     * The writes so far.
     *
     * @return a live view, sorted or not, in which arrays are found by their content
     */
    Map<byte[], Optional<Entity>> writes();

    /**
     * All there is: nothing is read below it.
     *
     * @param writes see the method
     */
    record Alone(Map<byte[], Optional<Entity>> writes) implements Overlay {}
}
