package dev.kindred.datastore.query;

import dev.kindred.datastore.model.Key;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Finds the one ancestor of a condition. A query has at most one, for all its alternatives: {@code HAS ANCESTOR} may stand anywhere in the condition as long as
 * every alternative ends up with the same.
 */
final class GqlAncestors {

    private final GqlSource source;
    private final GqlBinder binder;

    GqlAncestors(GqlSource source, GqlBinder binder) {
        this.source = source;
        this.binder = binder;
    }

    @Nullable
    Key of(GqlCondition condition) {
        return within(condition, null);
    }

    /** What holds for a condition of which an enclosing AND says that the ancestor is so and so, if it is not null. */
    private @Nullable Key within(GqlCondition condition, @Nullable Key outer) {
        if (condition instanceof GqlCondition.HasAncestor has) {
            Key key = binder.key(has.ancestor());
            if (outer != null && !outer.equals(key)) {
                throw source.error(
                        has.ancestor().at(),
                        "A query has one ancestor: this is " + key + ", another is " + outer + ". Run two queries.");
            }
            return key;
        }
        if (condition instanceof GqlCondition.All all) {
            Key key = outer;
            // Alternatives last: what stands beside them holds for each of them.
            for (GqlCondition each : all.conditions()) {
                key = each instanceof GqlCondition.Any ? key : within(each, key);
            }
            for (GqlCondition each : all.conditions()) {
                key = each instanceof GqlCondition.Any ? within(each, key) : key;
            }
            return key;
        }
        return condition instanceof GqlCondition.Any any ? ofAlternatives(any, outer) : outer;
    }

    private @Nullable Key ofAlternatives(GqlCondition.Any any, @Nullable Key outer) {
        Key first = within(any.conditions().get(0), outer);
        for (GqlCondition each : any.conditions()) {
            Key key = within(each, outer);
            if (!Objects.equals(key, first)) {
                throw source.error(
                        place(any),
                        "The alternatives of an OR have one ancestor, all or none of them; here one has "
                                + shown(first) + ", another " + shown(key)
                                + ". Put HAS ANCESTOR beside the OR, or run one query for each.");
            }
        }
        return first;
    }

    private static String shown(@Nullable Key key) {
        return key == null ? "none" : key.toString();
    }

    /** The last ancestor in the condition: there is one, or its alternatives would not differ. */
    private static int place(GqlCondition condition) {
        if (condition instanceof GqlCondition.HasAncestor has) {
            return has.ancestor().at();
        }
        int place = -1;
        for (GqlCondition each : parts(condition)) {
            place = Math.max(place, place(each));
        }
        return place;
    }

    /** Whether the condition's ancestors are known without bindings. */
    static boolean areLiteral(GqlCondition condition) {
        return condition instanceof GqlCondition.HasAncestor has
                ? has.ancestor().isLiteral()
                : parts(condition).stream().allMatch(GqlAncestors::areLiteral);
    }

    private static List<GqlCondition> parts(GqlCondition condition) {
        return condition instanceof GqlCondition.All all
                ? all.conditions()
                : condition instanceof GqlCondition.Any any ? any.conditions() : List.of();
    }
}
