package dev.kindred.delay.autoconfigure.endpoint;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.endpoint.OperationResponseBody;

/**
 * A page of tasks or of dead letters.
 *
 * @param queue the queue
 * @param tasks in ascending order of id: those that were added first come first
 * @param next what {@code after} the next page begins; null if this is the last
 */
public record TaskPageDescriptor(
        String queue,
        List<TaskDescriptor> tasks,

        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Long next) implements OperationResponseBody {}
