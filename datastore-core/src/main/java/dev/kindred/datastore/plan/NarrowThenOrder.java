package dev.kindred.datastore.plan;

import dev.kindred.datastore.query.PlanNode;
import dev.kindred.datastore.store.JoinedScan.Content;
import java.util.ArrayList;
import java.util.List;

/**
 * Filters on some properties and an order on another, with no composite index. Two ways lead there: read the matches of the filters and sort them, or walk
 * the order's index and test each row. The first wins for few matches, the second for many, since then every few rows is a result.
 *
 * <p>So the matches are counted, up to a limit. The count is remembered, so that a frequent value is counted once and not for every query.
 *
 * @param narrow the matches of the filters in any order
 * @param fingerprint names the filters, for remembering the count
 * @param evaluator places and tests the entities of the few
 * @param ordered walks and tests the many
 */
@SuppressWarnings("ArrayRecordComponent")
record NarrowThenOrder(Plan narrow, byte[] fingerprint, Evaluator evaluator, Plan ordered) implements Plan {

    /**
     * With a page of 20 of 100,000 rows, sorting m matches costs about m entity reads, walking about 20 * 100,000 / m probes of a fifth of that cost:
     * equal near 600. An estimate; a composite index beats both.
     */
    static final int FEW = 600;

    @Override
    public RowSource open(ReadContext context) {
        Integer known = context.selectivity().rows(fingerprint);
        if (known != null && known > FEW) {
            return ordered.open(context);
        }
        List<Row> matches = new ArrayList<>();
        int few = Math.min(FEW, context.transaction().maxSortRows());
        try (RowSource source = narrow.open(context.fromTheStart(few + 1).taking(few + 1, Content.ENTITIES))) {
            for (Row row = source.next(); row != null; row = source.next()) {
                matches.add(row);
                context.transaction().holds(matches.size());
                if (matches.size() > few) {
                    context.selectivity().learned(fingerprint, matches.size());
                    return ordered.open(context);
                }
            }
        }
        return new Sorted(new Fixed(matches), evaluator).open(context);
    }

    /** Walking may pass over rows whose value does not decide; sorting never does. */
    @Override
    public boolean isExact(ReadContext context) {
        return ordered.isExact(context);
    }

    /** The count of the matches decides between two ways that lead to the same rows: it need not be exact. */
    @Override
    public boolean readsOnce(ReadContext context) {
        return narrow.readsOnce(context) && ordered.readsOnce(context);
    }

    @Override
    public PlanNode describe(Wording words) {
        Integer known = words.selectivity().rows(fingerprint);
        String state = known == null
                ? "not counted yet"
                : known > FEW ? "known to be more than " + FEW : "known to be " + known + " at least";
        return Wording.node(
                "count the matches of the filters",
                List.of("up to " + FEW, state),
                Wording.node("few: sort them in memory", List.of(), narrow.describe(words)),
                Wording.node("many: walk the order and test each row", List.of(), ordered.describe(words)));
    }

    /** Rows that were read already. */
    private record Fixed(List<Row> rows) implements Plan {

        @Override
        public RowSource open(ReadContext context) {
            return Sorted.of(rows);
        }

        @Override
        public boolean isExact(ReadContext context) {
            return true;
        }

        @Override
        public PlanNode describe(Wording words) {
            return Wording.node("rows in memory", List.of());
        }
    }
}
