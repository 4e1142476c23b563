package dev.kindred.atlas;

import dev.kindred.datastore.model.Value;
import dev.kindred.datastore.query.Operator;
import dev.kindred.datastore.query.Order;
import dev.kindred.datastore.query.Query;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.PositiveOrZero;
import jakarta.validation.constraints.Size;
import org.jspecify.annotations.Nullable;
import org.springframework.util.StringUtils;

/** What somebody looks for: the parameters of an address, all optional. An empty one counts as absent. */
record CitySearch(
        @Size(max = 200, message = "must have at most {max} characters") @Nullable
        String namePrefix,

        @Nullable Country country,

        @PositiveOrZero(message = "must not be negative") @Nullable
        Long minPopulation,

        @Pattern(regexp = "(name|-population)?", message = "must be name or -population") @Nullable
        String sort,

        @Min(value = 1, message = "must be at least {value}")
        @Max(value = 100, message = "must be at most {value}")
        @Nullable
        Integer limit,

        @Nullable String cursor) {

    private static final int DEFAULT_LIMIT = 20;
    // Sorts behind every letter, so the names with a prefix are those from the prefix to it and this.
    private static final String LAST_CHARACTER = Character.toString(Character.MAX_CODE_POINT);

    /** Every property has an index of its own; the planner finds the way through those that a search names. */
    Query in(Query cities) {
        Query query = cities.limit(limit == null ? DEFAULT_LIMIT : limit)
                .orderBy("name".equals(sort) ? Order.ascending("name") : Order.descending("population"));
        if (country != null) {
            query = query.filter("country", Operator.EQUAL, Value.of(country.code()));
        }
        if (minPopulation != null) {
            query = query.filter("population", Operator.GREATER_THAN_OR_EQUAL, Value.of(minPopulation));
        }
        if (StringUtils.hasLength(namePrefix)) {
            query = query.filter("name", Operator.GREATER_THAN_OR_EQUAL, Value.of(namePrefix))
                    .filter("name", Operator.LESS_THAN, Value.of(namePrefix + LAST_CHARACTER));
        }
        return query;
    }
}
