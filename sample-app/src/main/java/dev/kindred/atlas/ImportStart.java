package dev.kindred.atlas;

import dev.kindred.datastore.spring.data.transaction.RetryOnConflict;
import dev.kindred.delay.DelayOperations;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.ApplicationArguments;
import org.springframework.boot.ApplicationRunner;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/** Defers the import at the first start: one group of tasks, all in one commit. At later starts they are in the queue, or done. Of several Atlas that start on one server for the first time, one does. */
@Component
class ImportStart implements ApplicationRunner {

    private static final Logger log = LoggerFactory.getLogger(ImportStart.class);

    private final ImportRepository imports;
    private final PlaceImport places;
    private final DelayOperations delay;
    private final ApplicationEventPublisher events;
    private final int batchSize;

    ImportStart(
            ImportRepository imports,
            PlaceImport places,
            DelayOperations delay,
            ApplicationEventPublisher events,
            @Value("${atlas.batch-size}") int batchSize) {
        this.imports = imports;
        this.places = places;
        this.delay = delay;
        this.events = events;
        this.batchSize = batchSize;
    }

    // Repeated for who loses: it then finds the import begun.
    @Override
    @Transactional
    @RetryOnConflict(attempts = 5)
    public void run(ApplicationArguments arguments) {
        ImportStatus status = places.status();
        if (!imports.existsById(Import.ID)) {
            begin(status.total());
        } else if (status.running()) {
            log.info(
                    "The import goes on: {} of {} places are here",
                    ImportLog.number(status.done()),
                    ImportLog.number(status.total()));
        }
    }

    // tag::group[]
    private void begin(int total) {
        imports.insert(new Import(Import.ID, total, batchSize));
        events.publishEvent(new Begun(total));
        delay.group(PlaceImport.GROUP, () -> {
                    for (int from = 0; from < total; from += batchSize) {
                        int first = from;
                        delay.named("places-" + first).call(() -> places.store(first, batchSize));
                    }
                })
                .then(() -> places.finish());
    }
    // end::group[]

    /** Published by the one start that begins the import, within its transaction. */
    record Begun(int total) {}
}
