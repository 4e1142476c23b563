package dev.kindred.datastore.plan;

import dev.kindred.datastore.codec.ByteWriter;
import dev.kindred.datastore.codec.Names;
import dev.kindred.datastore.codec.OrderedCodec;
import dev.kindred.datastore.index.CompositeIndex;
import dev.kindred.datastore.index.IndexRows;
import dev.kindred.datastore.model.Value;
import dev.kindred.datastore.plan.PrefixScan.KeyOrder;
import dev.kindred.datastore.query.Order;
import dev.kindred.datastore.query.Query;
import dev.kindred.datastore.store.ByteRange;
import dev.kindred.datastore.store.IndexRange;
import dev.kindred.datastore.store.IndexRow;
import dev.kindred.datastore.store.ScanDirection;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Chooses how to find the candidates of one conjunction.
 *
 * <ol>
 *   <li>An equality on the key is a lookup; a query without kind scans entities by key.
 *   <li>Without an order that varies, equalities give key order: one is a scan, several are a merge join; none is a scan of the kind's rows.
 *   <li>One order is a scan of that property's rows, with equalities probed row by row; or, where the filters leave few, a sort of those few.
 *   <li>A composite index of equalities and orders is one scan; one of equalities alone stands for them all.
 *   <li>The few matches of equalities, or the few descendants of an ancestor, are sorted rather than looked for along an order.
 *   <li>Several orders scan by the first and sort groups of equal values in memory.
 *   <li>Ranges on further properties are tested on the entities.
 * </ol>
 */
final class Planner {

    private final NormalQuery query;
    private final Names names;
    private final Evaluator evaluator;
    private final List<CompositeIndex> composites;
    private final int partition;
    private final int kind;

    Planner(NormalQuery query, Names names, Evaluator evaluator, List<CompositeIndex> composites) {
        this.query = query;
        this.names = names;
        this.evaluator = evaluator;
        this.composites = composites;
        this.partition = names.find(query.partition());
        this.kind = query.kind() == null ? Names.UNKNOWN : names.find(query.kind());
    }

    Plan plan(Conjunction conjunction) {
        if (partition == Names.UNKNOWN) {
            return Plan.NOTHING;
        }
        List<Value> keys = conjunction.equalities().get(Query.KEY);
        if (keys != null) {
            return keys.size() > 1
                    ? Plan.NOTHING
                    : new KeyLookup(
                            OrderedCodec.entityKey(((Value.KeyValue) keys.get(0)).value(), partition), evaluator);
        }
        ByteRange range = KeyRanges.of(query, conjunction, partition);
        if (range.to() != null && Arrays.compareUnsigned(range.from(), range.to()) >= 0) {
            return Plan.NOTHING;
        }
        if (query.kind() == null) {
            return new EntityScan(range, keyOrder(new byte[0]));
        }
        if (kind == Names.UNKNOWN || hasUnknownProperty(conjunction)) {
            return Plan.NOTHING;
        }
        return new ForKind(conjunction, range).plan();
    }

    private boolean hasUnknownProperty(Conjunction conjunction) {
        for (String property : conjunction.equalities().keySet()) {
            if (names.find(property) == Names.UNKNOWN) {
                return true;
            }
        }
        for (String property : conjunction.ranges().keySet()) {
            if (!property.equals(Query.KEY) && names.find(property) == Names.UNKNOWN) {
                return true;
            }
        }
        return Stream.concat(query.sort().stream(), query.tail().stream())
                .anyMatch(order -> names.find(order.property()) == Names.UNKNOWN);
    }

    private KeyOrder keyOrder(byte[] constants) {
        return new KeyOrder(constants, query.isKeyDescending() ? ScanDirection.DESCENDING : ScanDirection.ASCENDING);
    }

    private static ScanDirection direction(Order order) {
        return order.isDescending() ? ScanDirection.DESCENDING : ScanDirection.ASCENDING;
    }

    /** The choice for a conjunction on a kind whose names are all known. */
    private final class ForKind {

        private final Conjunction conjunction;
        private final ByteRange keys;
        private final List<byte[]> equalities = new ArrayList<>();

        /** The equalities again, those together that a composite index has together. */
        private final List<byte[]> joined;

        private final List<Order> varying = new ArrayList<>();

        ForKind(Conjunction conjunction, ByteRange keys) {
            this.conjunction = conjunction;
            this.keys = keys;
            conjunction.equalities().forEach((property, values) -> {
                for (Value value : values) {
                    equalities.add(IndexRows.valuePrefix(propertyPrefix(property), value));
                }
            });
            this.joined = joined();
            for (Order order : query.sort()) {
                if (conjunction.constant(order.property()) == null) {
                    varying.add(order);
                }
            }
        }

        Plan plan() {
            if (!query.tail().isEmpty()) {
                return sortedByKeyThenValues();
            }
            if (varying.isEmpty()) {
                return byKey();
            }
            Plan composite = byComposite();
            if (composite != null) {
                return restrictsKeys()
                        ? new NarrowThenOrder(byAnyKey(), fingerprint(), evaluator, composite)
                        : composite;
            }
            Order first = varying.get(0);
            Plan scan = byValue(first);
            Plan ordered = equalities.isEmpty() ? scan : new Probed(scan, joined);
            String narrowed = rangedProperty(first.property());
            if (varying.size() > 1) {
                ordered = new GroupSorted(ordered, evaluator, position -> firstValueLength(first, position));
            } else if (narrowed != null) {
                ordered = new Unverified(ordered);
            }
            if (!equalities.isEmpty() || restrictsKeys()) {
                return new NarrowThenOrder(byAnyKey(), fingerprint(), evaluator, ordered);
            }
            if (narrowed != null) {
                return new NarrowThenOrder(byValue(Order.ascending(narrowed)), fingerprint(), evaluator, ordered);
            }
            return ordered;
        }

        /** A projection sorted by key: no index has its rows in that order. */
        private Plan sortedByKeyThenValues() {
            return new Sorted(byAnyKey(), evaluator);
        }

        /** Whether only some of the kind's keys are allowed: an ancestor's descendants may be few. */
        private boolean restrictsKeys() {
            return query.ancestor() != null || conjunction.ranges().containsKey(Query.KEY);
        }

        /** The matches of equalities and keys, in no order that matters. */
        private Plan byAnyKey() {
            return byKey(new KeyOrder(new byte[0], ScanDirection.ASCENDING));
        }

        private Plan byKey(KeyOrder order) {
            if (joined.isEmpty()) {
                return new PrefixScan(IndexRows.kindPrefix(partition, kind), keys, order);
            }
            return joined.size() == 1 ? new PrefixScan(joined.get(0), keys, order) : new MergeJoin(joined, keys, order);
        }

        /** Equalities that are all columns of one composite index are one prefix of it: that of the index with most columns. */
        private List<byte[]> joined() {
            CompositeIndex best = null;
            for (CompositeIndex index : composites) {
                if (hasEqualities(index.columns())
                        && (best == null
                                || index.columns().size() > best.columns().size())) {
                    best = index;
                }
            }
            if (best == null) {
                return equalities;
            }
            List<byte[]> rest = new ArrayList<>(equalities);
            byte[] prefix = fixed(best, best.columns().size(), rest);
            rest.add(0, prefix);
            return rest;
        }

        /** No order varies: results come by key. */
        private Plan byKey() {
            KeyOrder order = keyOrder(constants(query.sort()));
            String ranged = rangedProperty(null);
            if (equalities.isEmpty() && ranged != null) {
                return new Sorted(byValue(Order.ascending(ranged)), evaluator);
            }
            Plan plan = byKey(order);
            return ranged == null ? plan : new Unverified(plan);
        }

        /** Some property with a range, other than the key and the one given. */
        private @Nullable String rangedProperty(@Nullable String except) {
            for (String property : conjunction.ranges().keySet()) {
                if (!property.equals(Query.KEY) && !property.equals(except)) {
                    return property;
                }
            }
            return null;
        }

        private Plan byValue(Order order) {
            CompositeIndex.Column column =
                    new CompositeIndex.Column(order.property(), CompositeIndex.Direction.ASCENDING);
            return scan(propertyPrefix(order.property()), column, List.of(order), direction(order));
        }

        /**
         * The rows that begin so and whose next column is in range, in the order of what follows.
         *
         * @param prefix of all rows
         * @param first the column behind the prefix
         * @param orders what the rows are ordered by from there on
         * @param direction in which they must be read for that
         */
        private Plan scan(byte[] prefix, CompositeIndex.Column first, List<Order> orders, ScanDirection direction) {
            ValueRange range = conjunction.ranges().getOrDefault(first.property(), ValueRange.ALL);
            boolean descends = first.direction() == CompositeIndex.Direction.DESCENDING;
            ValueRange.Limit low = descends ? range.high() : range.low();
            ValueRange.Limit high = descends ? range.low() : range.high();
            IndexRow from = IndexRange.atPrefix(prefix);
            IndexRow to = IndexRange.after(prefix);
            if (low != null) {
                byte[] value = columnPrefix(prefix, first, low.value());
                from = low.inclusive() ? IndexRange.atPrefix(value) : Objects.requireNonNull(IndexRange.after(value));
            }
            if (high != null) {
                byte[] value = columnPrefix(prefix, first, high.value());
                to = high.inclusive() ? IndexRange.after(value) : IndexRange.atPrefix(value);
            }
            if (to != null && Arrays.compareUnsigned(from.prefix(), to.prefix()) >= 0) {
                return Plan.NOTHING;
            }
            // A scan that only finds candidates may be by an order that the query does not have.
            int at = query.sort().indexOf(orders.get(0));
            List<Order> ahead = at < 0 ? List.of() : query.sort().subList(0, at);
            List<Order> behind = at < 0
                    ? List.of()
                    : query.sort().subList(at + orders.size(), query.sort().size());
            return new ValueScan(
                    orders.stream().map(order -> names.find(order.property())).toList(),
                    orders,
                    prefix,
                    from,
                    to,
                    keys,
                    constants(ahead),
                    constants(behind),
                    direction,
                    query.isKeyDescending() ? ScanDirection.DESCENDING : ScanDirection.ASCENDING);
        }

        /**
         * A composite index whose leading columns have equalities and whose rest is the orders, all in their directions or all in the opposite ones. The
         * one that covers most equalities; the others are probed.
         */
        private @Nullable Plan byComposite() {
            // The orders must lie together in the position for one scan to make them.
            int at = query.sort().indexOf(varying.get(0));
            if (!query.sort()
                    .subList(at, Math.min(query.sort().size(), at + varying.size()))
                    .equals(varying)) {
                return null;
            }
            Plan best = null;
            int most = 0;
            for (CompositeIndex index : composites) {
                int fixed = index.columns().size() - varying.size();
                ScanDirection direction = fixed < 0
                        ? null
                        : scanDirection(
                                index.columns().subList(fixed, index.columns().size()));
                if (direction == null
                        || best != null && fixed <= most
                        || !hasEqualities(index.columns().subList(0, fixed))) {
                    continue;
                }
                best = byComposite(index, fixed, direction);
                most = fixed;
            }
            return best;
        }

        private boolean hasEqualities(List<CompositeIndex.Column> columns) {
            return columns.stream().allMatch(column -> conjunction.equalities().containsKey(column.property()));
        }

        private @Nullable ScanDirection scanDirection(List<CompositeIndex.Column> columns) {
            int same = 0;
            for (int i = 0; i < columns.size(); i++) {
                CompositeIndex.Column column = columns.get(i);
                if (!column.property().equals(varying.get(i).property())) {
                    return null;
                }
                boolean descends = column.direction() == CompositeIndex.Direction.DESCENDING;
                same += descends == varying.get(i).isDescending() ? 1 : 0;
            }
            return same == columns.size() ? ScanDirection.ASCENDING : same == 0 ? ScanDirection.DESCENDING : null;
        }

        private Plan byComposite(CompositeIndex index, int fixed, ScanDirection direction) {
            List<byte[]> probed = new ArrayList<>(equalities);
            byte[] prefix = fixed(index, fixed, probed);
            CompositeIndex.Column first = index.columns().get(fixed);
            Plan scan = scan(prefix, first, varying, direction);
            Plan plan = probed.isEmpty() ? scan : new Probed(scan, probed);
            return rangedProperty(first.property()) == null ? plan : new Unverified(plan);
        }

        /**
         * The prefix of a composite index's rows whose first columns have the values of their equalities.
         *
         * @param left equalities that are not covered yet; those that this prefix covers are taken out
         */
        private byte[] fixed(CompositeIndex index, int columns, List<byte[]> left) {
            ByteWriter out =
                    new ByteWriter().put(IndexRows.propertyPrefix(partition, kind, names.find(index.dictionaryName())));
            for (CompositeIndex.Column column : index.columns().subList(0, columns)) {
                Value value = Objects.requireNonNull(conjunction.equalities().get(column.property()))
                        .get(0);
                CompositeIndex.putColumn(out, column, value);
                byte[] covered = IndexRows.valuePrefix(propertyPrefix(column.property()), value);
                left.removeIf(prefix -> Arrays.equals(prefix, covered));
            }
            return out.toByteArray();
        }

        private static byte[] columnPrefix(byte[] prefix, CompositeIndex.Column column, Value value) {
            ByteWriter out = new ByteWriter(prefix.length + 16).put(prefix);
            CompositeIndex.putColumn(out, column, value);
            return out.toByteArray();
        }

        /** The sort values that every candidate of this conjunction shares; varying orders are left out. */
        private byte[] constants(List<Order> orders) {
            ByteWriter out = new ByteWriter(16);
            for (Order order : orders) {
                Value constant = conjunction.constant(order.property());
                if (constant != null) {
                    Evaluator.putSortValue(out, constant, order);
                }
            }
            return out.toByteArray();
        }

        private int firstValueLength(Order first, byte[] position) {
            int before = constants(query.sort().subList(0, query.sort().indexOf(first))).length;
            return before + ValueScan.valueLength(List.of(first), position, before);
        }

        private byte[] propertyPrefix(String property) {
            return IndexRows.propertyPrefix(partition, kind, names.find(property));
        }

        private byte[] fingerprint() {
            ByteWriter out = new ByteWriter().put(keys.from());
            equalities.forEach(out::put);
            conjunction.ranges().forEach((property, range) -> {
                if (!property.equals(Query.KEY)) {
                    out.put(propertyPrefix(property));
                    putLimit(out, range.low());
                    putLimit(out, range.high());
                }
            });
            return out.toByteArray();
        }

        private void putLimit(ByteWriter out, ValueRange.@Nullable Limit limit) {
            out.put(limit == null ? 0 : 1);
            if (limit != null) {
                OrderedCodec.putValue(out, limit.value());
            }
        }
    }
}
