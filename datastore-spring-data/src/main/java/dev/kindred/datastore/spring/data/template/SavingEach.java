package dev.kindred.datastore.spring.data.template;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import org.springframework.dao.DataAccessResourceFailureException;

/**
 * Saves objects of which some may fail: batch by batch, and a batch that fails object by object. A batch of which it is not known what is stored of it is not
 * tried again, since new objects would be stored twice.
 */
final class SavingEach {

    private static final int BATCH = 500;

    private SavingEach() {}

    static <T> List<SaveOutcome<T>> run(
            Iterable<? extends T> instances,
            Function<List<T>, List<T>> saveAll,
            Consumer<? super SaveOutcome<T>> progress) {
        List<SaveOutcome<T>> outcomes = new ArrayList<>();
        List<T> batch = new ArrayList<>();
        for (T instance : instances) {
            batch.add(instance);
            if (batch.size() == BATCH) {
                save(batch, saveAll, outcomes, progress);
                batch = new ArrayList<>();
            }
        }
        save(batch, saveAll, outcomes, progress);
        return outcomes;
    }

    private static <T> void save(
            List<T> batch,
            Function<List<T>, List<T>> saveAll,
            List<SaveOutcome<T>> outcomes,
            Consumer<? super SaveOutcome<T>> progress) {
        if (batch.isEmpty()) {
            return;
        }
        List<T> saved;
        try {
            saved = saveAll.apply(batch);
        } catch (RuntimeException e) {
            if (batch.size() == 1 || e instanceof DataAccessResourceFailureException) {
                batch.forEach(given -> add(new SaveOutcome<>(given, null, e), outcomes, progress));
            } else {
                batch.forEach(given -> save(List.of(given), saveAll, outcomes, progress));
            }
            return;
        }
        for (int i = 0; i < batch.size(); i++) {
            add(new SaveOutcome<>(batch.get(i), saved.get(i), null), outcomes, progress);
        }
    }

    private static <T> void add(
            SaveOutcome<T> outcome, List<SaveOutcome<T>> outcomes, Consumer<? super SaveOutcome<T>> progress) {
        outcomes.add(outcome);
        progress.accept(outcome);
    }
}
