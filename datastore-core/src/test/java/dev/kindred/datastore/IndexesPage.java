package dev.kindred.datastore;

import dev.kindred.datastore.index.CompositeIndex;
import dev.kindred.datastore.model.Value;
import dev.kindred.datastore.query.Analysis;
import dev.kindred.datastore.query.Explanation;
import dev.kindred.datastore.query.IndexYaml;
import dev.kindred.datastore.query.Query;
import dev.kindred.datastore.store.StorageEngine;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** The code of {@code docs/reference/indexes.md}; {@link ReferencePagesTests} compares and runs it. */
final class IndexesPage {

    private IndexesPage() {}

    static List<Object> explained(Datastore datastore) {
        // tag::explain[]
        Query largest = Query.kind("City")
                .filter("country =", Value.of("IT"))
                .orderBy("-population")
                .limit(20);

        Explanation before = datastore.explain(largest); // reads nothing of the result
        Analysis run = datastore.analyze(largest); // runs it to the end
        double cost = run.statistics().rowsReadPerResult();
        // end::explain[]
        return List.of(before, cost);
    }

    static void declared(LocalDatastore datastore) {
        // tag::declare[]
        datastore.declareIndexes(List.of(CompositeIndex.on("City", "country", "-population")));
        datastore.buildIndexes(() -> false); // on this thread, until all are built
        // end::declare[]
    }

    static List<IndexStatus> read(LocalDatastore datastore, Path path) throws IOException {
        // tag::yaml[]
        datastore.declareIndexes(IndexYaml.read(path));
        List<IndexStatus> states = datastore.indexes(); // BUILDING, BUILT or FAILED, and why
        // end::yaml[]
        return states;
    }

    static LocalDatastore strict(StorageEngine engine) {
        return
        // tag::strict[]
        LocalDatastore.on(engine)
                .missingIndex(MissingIndex.FAIL)
                .maxSortRows(10_000)
                .build();
        // end::strict[]
    }
}
