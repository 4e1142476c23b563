package dev.kindred.atlas;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Supplier;
import java.util.zip.GZIPInputStream;
import org.springframework.core.io.ClassPathResource;
import org.springframework.stereotype.Component;
import org.springframework.util.function.SingletonSupplier;

/** The places that come with the application, always in the same order. Read when they are first needed: once imported, never again. */
@Component
class PlaceFile {

    // A comma with an even number of quotes behind it.
    private static final String COMMA_OUTSIDE_QUOTES = ",(?=(?:[^\"]*\"[^\"]*\")*[^\"]*$)";

    private final Supplier<List<City>> places = SingletonSupplier.of(PlaceFile::read);

    int count() {
        return places.get().size();
    }

    List<City> slice(int from, int most) {
        return places.get().stream().skip(from).limit(most).toList();
    }

    private static List<City> read() {
        ClassPathResource file = new ClassPathResource("places.csv.gz");
        try (var lines = new BufferedReader(
                new InputStreamReader(new GZIPInputStream(file.getInputStream()), StandardCharsets.UTF_8))) {
            return lines.lines().skip(1).map(PlaceFile::city).toList();
        } catch (IOException broken) {
            throw new UncheckedIOException("Cannot read the places in " + file + ".", broken);
        }
    }

    /** Columns: id, name, country, admin1, feature, population, latitude, longitude. */
    private static City city(String line) {
        // Three names have commas and are in quotes; the others do not need the slow expression.
        String[] column = line.split(line.indexOf('"') < 0 ? "," : COMMA_OUTSIDE_QUOTES);
        return new City(
                Long.parseLong(column[0]),
                column[1].replace("\"", ""),
                column[2],
                Long.parseLong(column[5]),
                Double.parseDouble(column[6]),
                Double.parseDouble(column[7]));
    }
}
