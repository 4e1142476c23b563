package dev.kindred.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.kindred.benchmarks.tasks.RaceServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** That the race runs and is fair in its answers; never how fast. */
class QuickRaceTests {

    private static final List<Place> PLACES = Places.first(400);

    private static Path serverDirectory;
    private static RaceServer server;
    private static int admitted;

    @TempDir
    private Path directory;

    @AfterAll
    static void stopServer() throws IOException {
        if (server != null) {
            server.close();
            Race.delete(serverDirectory);
        }
    }

    private Contestant admitted(Entrant entrant) throws IOException {
        if (entrant.isOnServer()) {
            if (server == null) {
                serverDirectory = Files.createTempDirectory("race-server");
                server = RaceServer.start(serverDirectory);
            }
            server.admit(entrant.title() + "-" + ++admitted, directory);
        }
        return entrant.contestant();
    }

    @ParameterizedTest
    @EnumSource
    void everyContestantUpdatesTwoPropertiesAndNoOther(Entrant entrant) throws IOException {
        Place before = PLACES.get(0);
        try (Contestant contestant = admitted(entrant)) {
            contestant.open(directory);
            contestant.load(PLACES);

            contestant.update(before.id());
            contestant.update(before.id());

            assertThat(contestant.get(before.id())).isEqualTo(updatedTwice(before));
            assertThat(contestant.get(PLACES.get(1).id())).isEqualTo(PLACES.get(1));
        }
    }

    @ParameterizedTest
    @EnumSource
    void everyContestantAnswersAsAPlainSearchOfTheListDoesOnceTheAddedPlacesAreGone(Entrant entrant)
            throws IOException {
        Place before = PLACES.get(0);
        Place added = before.withId(Picks.FIRST_NEW_ID);
        try (Contestant contestant = admitted(entrant)) {
            contestant.open(directory);
            contestant.load(PLACES);
            contestant.put(added);
            contestant.putBatch(List.of(before.withId(added.id() + 1), before.withId(added.id() + 2)));
            assertThat(contestant.get(added.id())).isEqualTo(added);
            assertThat(contestant.get(added.id() + 2)).isEqualTo(before.withId(added.id() + 2));

            contestant.remove(added.id(), added.id() + 3);

            assertThat(contestant.get(added.id())).isNull();
            new Answers(contestant, PLACES).verify(Picks.of(PLACES, 1));
        }
    }

    @Test
    void aWrongAnswerStopsTheRace() {
        try (Contestant contestant = Entrant.SQLITE.contestant()) {
            contestant.open(directory);
            contestant.load(PLACES.subList(0, 300));

            assertThatIllegalStateException()
                    .isThrownBy(() -> new Answers(contestant, PLACES).verify(Picks.of(PLACES, 1)))
                    .withMessageStartingWith("Wrong answer: ");
        }
    }

    @Test
    void aTinyRaceOfAllEndsWithATableAndLeavesNoFiles() throws IOException {
        RaceOptions options =
                RaceOptions.parse("--quick", "--places=300", "--phase-millis=1", "--directory=" + directory);

        Results results =
                new Race(options, (entrant, own, places) -> new LocalLane(entrant.contestant(), own, PLACES)).run();

        assertThat(new Report(results).markdown())
                .contains("| put, 4 threads |", "| get by id |", Entrant.JPA_H2.heading());
        assertThat(directory).isEmptyDirectory();
    }

    @Test
    void aTinyRaceOnAServerAlsoTellsWhatTheServerDid() throws IOException {
        RaceOptions options = RaceOptions.parse(
                "--postgresql", "--quick", "--places=300", "--phase-millis=1", "--directory=" + directory);

        Results results =
                new Race(options, (entrant, own, places) -> new LocalLane(entrant.contestant(), own, PLACES)).run();

        assertThat(new Report(results).markdown())
                .contains("| update of two properties, 8 threads |", Entrant.JPA_POSTGRESQL.heading(), "fsync")
                .doesNotContain(Entrant.KINDRED.heading() + " |");
        assertThat(Entrant.onServer()).allSatisfy(entrant -> {
            assertThat(results.median(entrant, Operation.PUT, Measurement::statementsPerCall))
                    .isGreaterThan(1);
            assertThat(results.median(entrant, Operation.PUT, Measurement::walBytesPerCall))
                    .isPositive();
            assertThat(results.loaded(entrant).bytesOnDisk()).isGreaterThan(1_000_000);
        });
        assertThat(directory).isEmptyDirectory();
    }

    @Test
    void aContestantInItsOwnProcessIsMeasuredAndEndsWithTheRace() throws IOException {
        Path own = Files.createDirectory(directory.resolve("own"));
        try (Lane lane = new ProcessLane(Entrant.ROCKSDB, own, PLACES.size())) {
            assertThat(lane.load().description()).contains("RocksDB");

            Measurement measured = lane.run(Operation.GET, 0, Duration.ofMillis(1));

            assertThat(measured.calls()).isPositive();
            assertThat(measured.p50Micros()).isPositive();
        }
    }

    @Test
    void aQuotedColumnMayHoldCommas() {
        assertThat(Places.columns("1,\"a, \"\"b\"\"\",IT,,PPL")).containsExactly("1", "a, \"b\"", "IT", "", "PPL");
    }

    @Test
    void theFileHoldsThePlacesThatTheRaceNeeds() {
        List<Place> places = Places.first(100_000);

        assertThat(places).hasSize(100_000);
        assertThat(places.stream().map(Place::id).distinct()).hasSize(100_000);
        assertThat(places).allSatisfy(place -> assertThat(place.country()).hasSize(2));
    }

    private static Place updatedTwice(Place place) {
        return new Place(
                place.id(),
                place.name(),
                place.country(),
                place.admin1(),
                place.feature(),
                place.population() + 2,
                place.latitude(),
                place.longitude(),
                place.created(),
                place.visits() + 2);
    }
}
