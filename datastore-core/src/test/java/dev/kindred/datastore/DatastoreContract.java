package dev.kindred.datastore;

import dev.kindred.datastore.index.CompositeIndex;
import dev.kindred.datastore.model.Partition;
import dev.kindred.datastore.store.StorageEngine;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.TestInstance;

/**
 * What a datastore promises, whatever engine is below. A subclass names an engine; it is opened once for all tests, each of which works in an application of
 * its own.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
public abstract class DatastoreContract {

    private static final AtomicInteger applications = new AtomicInteger();

    private StorageEngine engine;

    /** When transactions conflict. */
    protected enum Conflicts {
        /** When something that was read has been changed, and never else. */
        OF_READS,
        /** When they may not be thought to have run one after the other; now and then although they may. */
        OF_CYCLES
    }

    /**
     * What the engine does.
     *
     * @return when its transactions conflict
     */
    protected Conflicts conflicts() {
        return Conflicts.OF_READS;
    }

    /**
     * The engine under test.
     *
     * @return an engine with an empty store
     */
    protected abstract StorageEngine newEngine();

    @BeforeAll
    void makeEngine() {
        engine = newEngine();
    }

    @AfterAll
    void closeEngine() {
        engine.close();
    }

    private LocalDatastore empty() {
        return datastore("application" + applications.incrementAndGet());
    }

    private LocalDatastore again() {
        return datastore("application" + applications.get());
    }

    private LocalDatastore datastore(String application) {
        return LocalDatastore.on(engine)
                .partition(new Partition(application, ""))
                .build();
    }

    @Nested
    class Entities extends EntityContract {
        Entities() {
            super(empty());
        }
    }

    @Nested
    class Explanations extends ExplainContract {
        Explanations() {
            super(empty());
        }
    }

    @Nested
    class Costs extends QueryCostContract {
        Costs() {
            super(empty());
        }
    }

    @Nested
    class Boundaries extends LimitsContract {
        Boundaries() {
            super(empty());
        }
    }

    @Nested
    class Queries extends QueryContract {
        Queries() {
            super(empty());
        }
    }

    @Nested
    class KeyOrder extends KeyOrderContract {
        KeyOrder() {
            super(empty());
        }
    }

    @Nested
    class Ids extends IdContract {
        Ids() {
            super(empty(), again());
        }
    }

    @Nested
    class Projections extends ProjectionContract {
        Projections() {
            super(empty());
        }
    }

    @Nested
    class Aggregations extends AggregationContract {
        Aggregations() {
            super(empty());
        }
    }

    @Nested
    class MetadataOfIt extends MetadataContract {
        MetadataOfIt() {
            super(empty());
        }
    }

    /** On engines of their own, since they count all there is in the store. */
    @Nested
    class Statistics extends StatisticsContract {

        Statistics() {
            super(newEngine());
        }
    }

    @Nested
    class Cursors extends CursorContract {
        Cursors() {
            super(empty());
        }
    }

    @Nested
    class Mutations extends MutationContract {
        Mutations() {
            super(empty());
        }
    }

    @Nested
    class Batches extends BatchContract {
        Batches() {
            super(empty(), DatastoreContract.this::newEngine);
        }
    }

    @Nested
    class TransactionTimes extends TransactionTimeContract {
        TransactionTimes() {
            super(empty());
        }
    }

    @Nested
    class Statements extends GqlContract {
        Statements() {
            super(empty());
        }
    }

    @Nested
    class Expiring extends ExpiryContract {
        Expiring() {
            super(empty());
        }
    }

    @Nested
    class Transactions extends TransactionContract {
        Transactions() {
            super(empty());
        }
    }

    @Nested
    class TransactionalTasks extends TransactionalTaskContract {
        TransactionalTasks() {
            super(empty());
        }
    }

    @Nested
    class Objects extends ObjectContract {
        Objects() {
            super(empty());
        }
    }

    @Nested
    class Randomized extends RandomizedContract {
        Randomized() {
            super(empty(), conflicts());
        }
    }

    @Nested
    class Concurrency extends ConcurrencyContract {
        Concurrency() {
            super(empty(), conflicts());
        }
    }

    @Nested
    class CompositeIndexes extends CompositeIndexContract {
        CompositeIndexes() {
            super(empty());
        }
    }

    /** The same questions, with indexes that answer some of them. On an engine of its own: declared indexes are for all who use an engine. */
    @Nested
    class RandomizedWithCompositeIndexes extends RandomizedContract {

        RandomizedWithCompositeIndexes() {
            super(LocalDatastore.on(newEngine()).build(), conflicts());
        }

        /** Each case declares fifteen indexes, and building one looks into the namespaces of all cases before. */
        @Override
        int oneCaseOf() {
            return 5;
        }

        @Override
        void begin(List<String> kinds) {
            List<CompositeIndex> indexes = new ArrayList<>();
            for (String kind : kinds) {
                indexes.add(CompositeIndex.on(kind, "p", "q"));
                indexes.add(CompositeIndex.on(kind, "p", "-q"));
                indexes.add(CompositeIndex.on(kind, "q", "r", "p"));
                indexes.add(CompositeIndex.on(kind, "n.x", "-r"));
                indexes.add(CompositeIndex.on(kind, "r", "-n.x", "q"));
            }
            ((LocalDatastore) datastore).declareIndexes(indexes);
            ((LocalDatastore) datastore).buildIndexes(() -> false);
        }

        @AfterEach
        void closeItsEngine() {
            ((LocalDatastore) datastore).close();
        }
    }

    @Nested
    class Observed extends QueryObserverContract {
        Observed() {
            super(newEngine());
        }
    }

    @Nested
    class SharedEngine extends SharedEngineContract {
        SharedEngine() {
            super(empty(), again());
        }
    }
}
