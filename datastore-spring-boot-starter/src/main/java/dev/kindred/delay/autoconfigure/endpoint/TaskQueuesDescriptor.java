package dev.kindred.delay.autoconfigure.endpoint;

import dev.kindred.delay.ScheduleStatus;
import dev.kindred.delay.queue.GroupStatus;
import java.util.List;
import org.springframework.boot.actuate.endpoint.OperationResponseBody;

/**
 * What the endpoint tells of all queues. Part of an API that others read as JSON: members are added, not renamed.
 *
 * @param dispatcher {@code running}, {@code stopped}, or {@code failed} if an error has ended its thread
 * @param workers how many tasks run at a time in this process, all queues together
 * @param queues the queues that are configured or have had tasks, by name; none while the store is closed
 * @param schedules the schedules with their next runs, by key
 * @param groups the first hundred groups that are not over, by name
 */
public record TaskQueuesDescriptor(
        String dispatcher,
        int workers,
        List<QueueDescriptor> queues,
        List<ScheduleStatus> schedules,
        List<GroupStatus> groups)
        implements OperationResponseBody {}
