package dev.kindred.benchmarks;

import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Proves that a contestant, freshly loaded, answers as a plain search of the list of places does. All contestants pass it, so all return the same.
 * Where the question leaves a choice (ties at the end of a sorted query, any 20 of many), any right choice passes.
 */
final class Answers {

    private static final int QUESTIONS = 50;

    private final Contestant contestant;
    private final List<Place> places;

    Answers(Contestant contestant, List<Place> places) {
        this.contestant = contestant;
        this.places = places;
    }

    void verify(Picks picks) {
        for (int i = 0; i < QUESTIONS; i++) {
            get(picks.id());
            sorted(picks.country());
            Picks.Pair common = picks.commonPair();
            pair(common.country(), common.feature());
            Picks.Pair rare = picks.rarePair();
            pair(rare.country(), rare.feature());
        }
        expect(contestant.get(Picks.FIRST_NEW_ID - 1) == null, "get of an absent id found something");
        expect(contestant.queryEqualitySorted("??").isEmpty(), "a query of an absent country found something");
    }

    private void get(long id) {
        Place expected = matching(place -> place.id() == id).get(0);
        Place found = contestant.get(id);
        expect(Objects.equals(found, expected), "get of " + id + " returned " + found + " instead of " + expected);
    }

    private void sorted(String country) {
        List<Place> matching = matching(place -> place.country().equals(country));
        List<Place> expected = matching.stream()
                .sorted(Comparator.comparingLong(Place::population).reversed())
                .limit(Contestant.QUERY_LIMIT)
                .toList();
        List<Place> found = contestant.queryEqualitySorted(country);
        expect(
                found.stream()
                        .map(Place::population)
                        .toList()
                        .equals(expected.stream().map(Place::population).toList()),
                "the largest of " + country + " are " + expected + " and not " + found);
        expectDistinct(found, matching);
    }

    private void pair(String country, String feature) {
        List<Place> matching = matching(
                place -> place.country().equals(country) && place.feature().equals(feature));
        List<Place> found = contestant.queryTwoEqualities(country, feature);
        expect(
                found.size() == Math.min(Contestant.QUERY_LIMIT, matching.size()),
                "the query for " + country + " and " + feature + " has " + matching.size() + " matches and returned "
                        + found.size());
        expectDistinct(found, matching);
    }

    private static void expectDistinct(List<Place> found, List<Place> matching) {
        Set<Place> distinct = new HashSet<>(found);
        expect(distinct.size() == found.size(), "a place was returned twice: " + found);
        expect(new HashSet<>(matching).containsAll(distinct), "a place was returned that does not match: " + found);
    }

    private List<Place> matching(Predicate<Place> condition) {
        return places.stream().filter(condition).toList();
    }

    private static void expect(boolean condition, String otherwise) {
        if (!condition) {
            throw new IllegalStateException("Wrong answer: " + otherwise);
        }
    }
}
