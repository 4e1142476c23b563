package dev.kindred.atlas;

import dev.kindred.delay.DelayOperations;
import dev.kindred.delay.Delayed;
import java.util.List;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/**
 * Imports the places, a batch a task. The places of a batch, how far the import is, and the task for the next batch are one commit: wherever the process is killed,
 * the next one goes on with the batch that is not stored, and with no other.
 */
@Component
class PlaceImport {

    private final PlaceFile file;
    private final CityRepository cities;
    private final ImportStatusRepository statuses;
    private final DelayOperations delay;
    private final ApplicationEventPublisher events;
    private final int batchSize;

    PlaceImport(
            PlaceFile file,
            CityRepository cities,
            ImportStatusRepository statuses,
            DelayOperations delay,
            ApplicationEventPublisher events,
            @Value("${atlas.batch-size}") int batchSize) {
        this.file = file;
        this.cities = cities;
        this.statuses = statuses;
        this.delay = delay;
        this.events = events;
        this.batchSize = batchSize;
    }

    /** How far the import is; where it begins if there is none yet. */
    ImportStatus status() {
        return statuses.findById(ImportStatus.ID).orElseGet(() -> ImportStatus.begun(file.count()));
    }

    // tag::import[]
    @Delayed("import.batch")
    @Transactional
    public void nextBatch() {
        ImportStatus before = status();
        List<City> batch = file.slice(before.done(), batchSize);
        cities.saveAll(batch);
        ImportStatus after = statuses.save(before.plus(batch.size()));
        if (after.running()) {
            delay.call("import.batch");
        }
        events.publishEvent(after);
    }
    // end::import[]
}
