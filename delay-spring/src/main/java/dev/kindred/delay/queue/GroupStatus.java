package dev.kindred.delay.queue;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How far a group of tasks is.
 *
 * @param name the group's name
 * @param total how many tasks it began with
 * @param done how many of them are done and counted; one that has just finished may be counted a moment later
 * @param failed how many of them were thrown away: cancelled, deleted, purged, or discarded as dead letters. A dead letter that lies there is not among them
 */
public record GroupStatus(String name, long total, long done, long failed) {

    /** The header in which the task that follows a group finds the group's name. */
    public static final String NAME = "X-Kindred-GroupName";

    /** The header in which the task that follows a group finds how many members there were. */
    public static final String TOTAL = "X-Kindred-GroupTotal";

    /** The header in which the task that follows a group finds how many of its members were thrown away. */
    public static final String FAILED = "X-Kindred-GroupFailed";

    /**
     * How many tasks wait, run, or lie there as dead letters.
     *
     * @return 0 if the group is over
     */
    public long left() {
        return total - done - failed;
    }

    /**
     * The group that a task follows, as it was when it was over.
     *
     * @param headers those of the task
     * @return null if the task follows no group
     */
    public static @Nullable GroupStatus followedBy(Map<String, String> headers) {
        String name = headers.get(NAME);
        String total = headers.get(TOTAL);
        String failed = headers.get(FAILED);
        if (name == null || total == null || failed == null) {
            return null;
        }
        try {
            long all = Long.parseLong(total);
            long lost = Long.parseLong(failed);
            return new GroupStatus(name, all, all - lost, lost);
        } catch (NumberFormatException malformed) { // not ours
            return null;
        }
    }
}
