package dev.kindred.datastore.autoconfigure.slow;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kindred.datastore.Datastore;
import dev.kindred.datastore.autoconfigure.DatastoreAutoConfiguration;
import dev.kindred.datastore.model.Entity;
import dev.kindred.datastore.model.Value;
import dev.kindred.datastore.query.Operator;
import dev.kindred.datastore.query.Order;
import dev.kindred.datastore.query.Query;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

/** Pain 21: which queries are slow, and what would help. A threshold of a nanosecond makes any of them slow. */
@ExtendWith(OutputCaptureExtension.class)
class SlowQueriesTests {

    private static final Query BLUE = Query.kind("Car")
            .filter("colour", Operator.EQUAL, Value.of("secret blue"))
            .orderBy(Order.descending("price"));

    private final ApplicationContextRunner runner = new ApplicationContextRunner()
            .withConfiguration(AutoConfigurations.of(DatastoreAutoConfiguration.class))
            .withPropertyValues("kindred.datastore.engine=memory");

    private static Datastore cars(Datastore datastore) {
        for (long id = 1; id <= 3; id++) {
            datastore.put(Entity.builder(datastore.partition().key("Car", id))
                    .set("colour", "secret blue")
                    .set("price", id)
                    .build());
        }
        return datastore;
    }

    @Test
    void a16_pain21_slowQueryIsOneLineWithItsCostAndAdviceAndWithoutValues(CapturedOutput output) {
        runner.withPropertyValues("kindred.datastore.query.slow-threshold=1ns").run(context -> {
            cars(context.getBean(Datastore.class)).run(BLUE).toList();

            assertThat(output.getOut().lines().filter(line -> line.contains("Slow query")))
                    .singleElement()
                    .asString()
                    .containsPattern(
                            "WARN .*Slow query, [\\d,]+ ms: SELECT \\* FROM Car WHERE colour = \\? ORDER BY price DESC; read [\\d,]+ rows for 3 results\\. A composite index would help: Car\\(colour, -price\\)\\.")
                    .doesNotContain("secret");
        });
    }

    @Test
    void runsOfOneQueryAreKeptAsOneWithTheSlowestAsExample() {
        runner.withPropertyValues("kindred.datastore.query.slow-threshold=1ns").run(context -> {
            Datastore datastore = cars(context.getBean(Datastore.class));
            datastore.run(BLUE).toList();
            datastore.run(BLUE.limit(1)).toList();
            datastore.run(Query.kind("Car")).toList();

            assertThat(context.getBean(SlowQueries.class).slowest())
                    .hasSize(2)
                    .filteredOn(slow -> slow.gql().contains("colour"))
                    .singleElement()
                    .satisfies(slow -> {
                        assertThat(slow.runs()).isEqualTo(2);
                        assertThat(slow.kind()).isEqualTo("Car");
                        assertThat(slow.advice()).containsExactly("Car(colour, -price)");
                        assertThat(slow.example()).contains("secret blue");
                    });
        });
    }

    @Test
    void onlyTheLastHundredQueriesAreKept() {
        runner.withPropertyValues("kindred.datastore.query.slow-threshold=1ns").run(context -> {
            Datastore datastore = context.getBean(Datastore.class);
            for (int kind = 0; kind < SlowQueries.KEPT + 5; kind++) {
                datastore.run(Query.kind("Kind" + kind)).toList();
            }

            assertThat(context.getBean(SlowQueries.class).slowest())
                    .hasSize(SlowQueries.KEPT)
                    .noneMatch(slow -> slow.gql().equals("SELECT * FROM Kind4"));
        });
    }

    @Test
    void withAThresholdOfZeroAndBelowTheThresholdNothingIsSlow(CapturedOutput output) {
        for (String threshold : new String[] {"0", "1h"}) {
            runner.withPropertyValues("kindred.datastore.query.slow-threshold=" + threshold)
                    .run(context -> {
                        cars(context.getBean(Datastore.class)).run(BLUE).toList();

                        assertThat(context.getBean(SlowQueries.class).slowest()).isEmpty();
                    });
        }
        assertThat(output).doesNotContain("Slow query");
    }
}
