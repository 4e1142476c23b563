package dev.kindred.datastore.store;

import org.jspecify.annotations.Nullable;

/**
 * What a {@link JoinedScan} finds.
 *
 * @param index the index row
 * @param entity the entity of its key, or null if the scan asks for none
 */
public record JoinedRow(IndexRow index, @Nullable EntityRow entity) {}
