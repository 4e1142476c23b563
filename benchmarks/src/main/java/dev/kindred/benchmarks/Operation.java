package dev.kindred.benchmarks;

import java.util.List;

/** What is measured, in the order of the table. */
enum Operation {
    GET("get by id", 1, 1) {
        @Override
        void call(Contestant contestant, Picks picks) {
            long id = picks.id();
            if (contestant.get(id) == null) {
                throw new IllegalStateException("Place " + id + " is gone");
            }
        }
    },
    QUERY_SORTED("query: country = ?, largest 20", 1, 1) {
        @Override
        void call(Contestant contestant, Picks picks) {
            expectSome(contestant.queryEqualitySorted(picks.country()));
        }
    },
    QUERY_COMMON_PAIR("query: country = ? and feature = ?, any 20, common pair", 1, 1) {
        @Override
        void call(Contestant contestant, Picks picks) {
            Picks.Pair pair = picks.commonPair();
            expectSome(contestant.queryTwoEqualities(pair.country(), pair.feature()));
        }
    },
    QUERY_RARE_PAIR("query: country = ? and feature = ?, rare pair", 1, 1) {
        @Override
        void call(Contestant contestant, Picks picks) {
            Picks.Pair pair = picks.rarePair();
            expectSome(contestant.queryTwoEqualities(pair.country(), pair.feature()));
        }
    },
    UPDATE("update of two properties", 1, 1) {
        @Override
        void call(Contestant contestant, Picks picks) {
            contestant.update(picks.id());
        }
    },
    UPDATE_8_THREADS("update of two properties, 8 threads", 8, 1) {
        @Override
        void call(Contestant contestant, Picks picks) {
            contestant.update(picks.id());
        }
    },
    PUT("put", 1, 1) {
        @Override
        void call(Contestant contestant, Picks picks) {
            contestant.put(picks.newPlace());
        }
    },
    PUT_4_THREADS("put, 4 threads", 4, 1) {
        @Override
        void call(Contestant contestant, Picks picks) {
            contestant.put(picks.newPlace());
        }
    },
    PUT_BATCH("put of 500 in one transaction", 1, 500) {
        @Override
        void call(Contestant contestant, Picks picks) {
            contestant.putBatch(picks.newPlaces(places()));
        }
    };

    private final String title;
    private final int threads;
    private final int places;

    Operation(String title, int threads, int places) {
        this.title = title;
        this.threads = threads;
        this.places = places;
    }

    abstract void call(Contestant contestant, Picks picks);

    String title() {
        return title;
    }

    int threads() {
        return threads;
    }

    /** The places that one call stores; 1 for operations that store none. */
    int places() {
        return places;
    }

    private static void expectSome(List<Place> found) {
        if (found.isEmpty()) {
            throw new IllegalStateException("A query found nothing that must find something");
        }
    }
}
