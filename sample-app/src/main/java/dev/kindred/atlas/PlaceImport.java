package dev.kindred.atlas;

import dev.kindred.delay.Delayed;
import dev.kindred.delay.queue.GroupStatus;
import dev.kindred.delay.queue.TaskQueues;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/**
 * Imports the places, a batch a task. The places of a batch and the end of its task are one commit: wherever the process is killed, the next one goes on with the batches that are not stored, and with no
 * other. The tasks are a group, which counts them, and adds the one that follows the last.
 */
@Component
class PlaceImport {

    static final String GROUP = "import";

    private static final Logger log = LoggerFactory.getLogger(PlaceImport.class);

    private final PlaceFile file;
    private final CityRepository cities;
    private final ImportRepository imports;
    private final TaskQueues queues;
    private final ApplicationEventPublisher events;

    PlaceImport(
            PlaceFile file,
            CityRepository cities,
            ImportRepository imports,
            TaskQueues queues,
            ApplicationEventPublisher events) {
        this.file = file;
        this.cities = cities;
        this.imports = imports;
        this.queues = queues;
        this.events = events;
    }

    /** How far the import is; where it begins if there is none yet. */
    ImportStatus status() {
        Optional<Import> begun = imports.findById(Import.ID);
        if (begun.isEmpty()) {
            return new ImportStatus(file.count(), 0);
        }
        int total = begun.get().total();
        GroupStatus group = queues.group(GROUP); // gone when all are done
        return new ImportStatus(
                total,
                group == null
                        ? total
                        : Math.toIntExact(group.done() * begun.get().batchSize()));
    }

    // tag::import[]
    @Delayed(value = "import.store", queue = "imports")
    @Transactional
    public void store(int from, int count) {
        cities.saveAll(file.slice(from, count));
        events.publishEvent(new BatchStored());
    }
    // end::import[]

    @Delayed(value = "import.finish", queue = "imports")
    public void finish() {
        log.info("All {} places are here", ImportLog.number(file.count()));
    }

    /** Published with each batch, within its transaction. */
    record BatchStored() {}
}
