package dev.kindred.atlas;

import dev.kindred.datastore.spring.data.repository.CursorPosition;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.data.domain.Window;

/**
 * A part of a search's results.
 *
 * @param cursor what to ask for the next part with, or null if this is the last
 */
record CityPage(List<City> cities, @Nullable String cursor) {

    static CityPage of(Window<City> window) {
        return new CityPage(window.getContent(), CursorPosition.next(window));
    }
}
