package dev.kindred.benchmarks;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What the operations act on, drawn at random. The same seed draws the same, so every contestant is asked the same questions. For one thread; the
 * threads of an operation share the counter of new ids through {@link #another}.
 */
final class Picks {

    /** New places get ids from here on, above those of GeoNames. */
    static final long FIRST_NEW_ID = 1_000_000_000;

    /** A country and a feature that occur together. */
    record Pair(String country, String feature) {}

    private final List<Place> places;
    private final Map<String, List<String>> rareFeatures;
    private final AtomicLong nextNewId;
    private final Random random;

    private Picks(List<Place> places, Map<String, List<String>> rareFeatures, AtomicLong nextNewId, long seed) {
        this.places = places;
        this.rareFeatures = rareFeatures;
        this.nextNewId = nextNewId;
        this.random = new Random(seed);
    }

    static Picks of(List<Place> places, long seed) {
        Map<Pair, Integer> counts = new LinkedHashMap<>();
        places.forEach(place -> counts.merge(new Pair(place.country(), place.feature()), 1, Integer::sum));
        Map<String, List<String>> rare = new HashMap<>();
        counts.forEach((pair, count) -> {
            if (count <= Contestant.QUERY_LIMIT) {
                rare.computeIfAbsent(pair.country(), country -> new ArrayList<>())
                        .add(pair.feature());
            }
        });
        if (rare.isEmpty()) {
            throw new IllegalArgumentException("No feature is rare in its country among " + places.size() + " places");
        }
        return new Picks(places, rare, new AtomicLong(FIRST_NEW_ID), seed);
    }

    Picks another(long seed) {
        return new Picks(places, rareFeatures, nextNewId, seed);
    }

    private Place place() {
        return places.get(random.nextInt(places.size()));
    }

    long id() {
        return place().id();
    }

    /** The country of a random place: large countries are asked for more often. */
    String country() {
        return place().country();
    }

    /** Country and feature of a random place: mostly pairs with thousands of places. */
    Pair commonPair() {
        Place place = place();
        return new Pair(place.country(), place.feature());
    }

    /** The country of a random place and a feature that at most {@link Contestant#QUERY_LIMIT} of its places have. */
    Pair rarePair() {
        while (true) {
            String country = country();
            List<String> features = rareFeatures.getOrDefault(country, List.of());
            if (!features.isEmpty()) {
                return new Pair(country, features.get(random.nextInt(features.size())));
            }
        }
    }

    /** A copy of a random place under an id that was never used. */
    Place newPlace() {
        return place().withId(nextNewId.getAndIncrement());
    }

    List<Place> newPlaces(int count) {
        List<Place> result = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            result.add(newPlace());
        }
        return result;
    }

    long nextNewId() {
        return nextNewId.get();
    }
}
