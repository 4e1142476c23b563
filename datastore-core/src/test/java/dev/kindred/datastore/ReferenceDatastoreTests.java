package dev.kindred.datastore;

import dev.kindred.datastore.model.Partition;
import org.junit.jupiter.api.Nested;

/** The contracts hold for the reference, so that a difference between it and an engine is the engine's. */
class ReferenceDatastoreTests {

    private static Datastore empty() {
        return new ReferenceDatastore(new Partition("reference", ""));
    }

    @Nested
    class Entities extends EntityContract {
        Entities() {
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
    class Transactions extends TransactionContract {
        Transactions() {
            super(empty());
        }
    }

    @Nested
    class Concurrency extends ConcurrencyContract {
        Concurrency() {
            super(empty(), DatastoreContract.Conflicts.OF_READS);
        }
    }
}
