package dev.kindred.datastore.store;

import java.util.List;

/**
 * What a worker has claimed.
 *
 * @param leases the claimed tasks, perhaps none
 * @param nextLook when there may be more, in microseconds since 1970: the time of the claim if there is more now, later if a task is due or a limit lets one begin then; -1 if nothing
 *     waits
 */
public record Claim(List<TaskLease> leases, long nextLook) {

    /**
     * Keeps a copy of the leases.
     *
     * @param leases see the record
     * @param nextLook see the record
     */
    public Claim {
        leases = List.copyOf(leases);
    }
}
