package dev.kindred.benchmarks;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPInputStream;

/** The places of the file {@code cities1000.csv.gz}; credit: GeoNames, CC BY 4.0. */
final class Places {

    private static final String RESOURCE = "cities1000.csv.gz";
    private static final int COLUMNS = 8;
    private static final Instant FIRST_CREATED = Instant.parse("2026-01-01T00:00:00Z");

    private Places() {}

    /** Returns the first {@code most} places of the file, in its order. */
    static List<Place> first(int most) {
        try (InputStream file = Places.class.getResourceAsStream(RESOURCE)) {
            if (file == null) {
                throw new IllegalStateException("The class path lacks the resource \"" + RESOURCE + "\"");
            }
            return read(
                    new BufferedReader(new InputStreamReader(new GZIPInputStream(file), StandardCharsets.UTF_8)), most);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<Place> read(BufferedReader lines, int most) throws IOException {
        List<Place> places = new ArrayList<>(most);
        lines.readLine(); // the header
        for (String line = lines.readLine(); line != null && places.size() < most; line = lines.readLine()) {
            List<String> columns = columns(line);
            if (columns.size() != COLUMNS) {
                throw new IllegalStateException("Not a place of " + COLUMNS + " columns: \"" + line + "\"");
            }
            places.add(place(columns, places.size()));
        }
        return List.copyOf(places);
    }

    private static Place place(List<String> columns, int index) {
        return new Place(
                Long.parseLong(columns.get(0)),
                columns.get(1),
                columns.get(2),
                columns.get(3),
                columns.get(4),
                Long.parseLong(columns.get(5)),
                Double.parseDouble(columns.get(6)),
                Double.parseDouble(columns.get(7)),
                FIRST_CREATED.plusSeconds(index).plusNanos(index % 1_000_000 * 1_000L),
                0);
    }

    /** Splits a line at the commas outside quotation marks; a doubled mark inside them stands for one. */
    static List<String> columns(String line) {
        List<String> columns = new ArrayList<>(COLUMNS);
        StringBuilder column = new StringBuilder();
        boolean quoted = false;
        for (int i = 0; i < line.length(); i++) {
            char c = line.charAt(i);
            if (c == '"' && quoted && i + 1 < line.length() && line.charAt(i + 1) == '"') {
                column.append(c);
                i++;
            } else if (c == '"') {
                quoted = !quoted;
            } else if (c == ',' && !quoted) {
                columns.add(column.toString());
                column.setLength(0);
            } else {
                column.append(c);
            }
        }
        columns.add(column.toString());
        return columns;
    }
}
