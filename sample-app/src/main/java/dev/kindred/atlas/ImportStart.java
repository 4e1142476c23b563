package dev.kindred.atlas;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.ApplicationArguments;
import org.springframework.boot.ApplicationRunner;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/** Defers the import at the first start. At later ones its task is in the queue, or done. */
@Component
class ImportStart implements ApplicationRunner {

    private static final Logger log = LoggerFactory.getLogger(ImportStart.class);

    private final ImportStatusRepository statuses;
    private final PlaceImport places;

    ImportStart(ImportStatusRepository statuses, PlaceImport places) {
        this.statuses = statuses;
        this.places = places;
    }

    @Override
    @Transactional
    public void run(ApplicationArguments arguments) {
        ImportStatus status = places.status();
        if (!statuses.existsById(ImportStatus.ID)) {
            log.info("First start: importing {} places", ImportLog.number(status.total()));
            statuses.insert(status);
            places.nextBatch();
        } else if (status.running()) {
            log.info(
                    "The import goes on: {} of {} places are here",
                    ImportLog.number(status.done()),
                    ImportLog.number(status.total()));
        }
    }
}
