package dev.kindred.datastore.query;

import dev.kindred.datastore.model.Key;
import dev.kindred.datastore.model.Partition;
import dev.kindred.datastore.model.Value;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Writes queries as GQL. What has no literal is bound to names as it comes up. For one query. */
final class GqlPrinter {

    private final StringBuilder text = new StringBuilder();
    private final @Nullable String namespace;
    private GqlBindings bindings = GqlBindings.none();
    private int values;

    /** Keys of this namespace, or else of the default one, are written without it. */
    GqlPrinter(@Nullable String namespace) {
        this.namespace = namespace;
    }

    GqlText text() {
        GqlBindings all = namespace == null ? bindings : bindings.in(Partition.DEFAULT.withNamespace(namespace));
        return new GqlText(text.toString(), all);
    }

    /** For people and logs: what the text cannot say stands behind it. */
    String shown() {
        String home = namespace == null ? "" : " in namespace \"" + namespace + "\"";
        return text + home + (bindings == GqlBindings.none() ? "" : " with " + bindings);
    }

    GqlPrinter aggregation(AggregationQuery query) {
        text.append("AGGREGATE ")
                .append(query.aggregations().stream().map(Object::toString).collect(Collectors.joining(", ")))
                .append(" OVER (");
        query(query.query());
        text.append(')');
        return this;
    }

    GqlPrinter change(GqlChange change) {
        String kind = change.query().kind();
        if (change.isDeletion()) {
            text.append("DELETE").append(kind == null ? "" : " FROM " + Gql.name(kind));
        } else {
            text.append("UPDATE ")
                    .append(kind == null ? "" : Gql.name(kind) + " ")
                    .append("SET ");
            String comma = "";
            for (GqlChange.Assignment each : change.assignments()) {
                String name = Gql.name(each.property());
                text.append(comma)
                        .append(name)
                        .append(" = ")
                        .append(
                                switch (each.operation()) {
                                    case SET -> "";
                                    case ADD -> name + " + ";
                                    case SUBTRACT -> name + " - ";
                                });
                value(each.value());
                comma = ", ";
            }
        }
        return rest(change.query());
    }

    GqlPrinter query(Query query) {
        text.append("SELECT ");
        if (query.distinctness() == Query.Distinctness.PROJECTION) {
            text.append("DISTINCT ");
        } else if (query.distinctness() == Query.Distinctness.PROPERTIES) {
            text.append("DISTINCT ON (").append(names(query.distinctOn())).append(") ");
        }
        text.append(
                switch (query.selection()) {
                    case KEYS -> Query.KEY;
                    case ENTITIES -> "*";
                    case PROJECTION -> names(query.projection());
                });
        String kind = query.kind();
        if (kind != null) {
            text.append(" FROM ").append(Gql.name(kind));
        }
        return rest(query);
    }

    /** What follows the kind. */
    private GqlPrinter rest(Query query) {
        where(query);
        String word = " ORDER BY ";
        for (Order order : query.orders()) {
            text.append(word).append(Gql.name(order.property())).append(order.isDescending() ? " DESC" : "");
            word = ", ";
        }
        limit(query);
        offset(query);
        return this;
    }

    private static String names(List<String> names) {
        return names.stream().map(Gql::name).collect(Collectors.joining(", "));
    }

    private void where(Query query) {
        String word = " WHERE ";
        Key ancestor = query.ancestor();
        if (ancestor != null) {
            text.append(word).append(Query.KEY).append(" HAS ANCESTOR ");
            key(ancestor);
            word = " AND ";
        }
        Filter condition = simplified(new Filter.And(query.filters()));
        if (condition != null) {
            text.append(word);
            if (ancestor == null) {
                filter(condition);
            } else {
                conjunct(condition);
            }
        }
    }

    /** Without ANDs and ORs of one condition, and without an AND of none, which has no words; null if that is all there is. */
    private static @Nullable Filter simplified(Filter filter) {
        if (filter instanceof Filter.And and) {
            List<Filter> parts = new ArrayList<>();
            for (Filter each : and.filters()) {
                Filter part = simplified(each);
                if (part != null) {
                    parts.add(part);
                }
            }
            return parts.size() > 1 ? new Filter.And(parts) : parts.isEmpty() ? null : parts.get(0);
        }
        if (filter instanceof Filter.Or or) {
            List<Filter> parts = new ArrayList<>();
            for (Filter each : or.filters()) {
                Filter part = simplified(each);
                if (part == null) {
                    return null;
                }
                parts.add(part);
            }
            return parts.size() > 1 ? new Filter.Or(parts) : parts.get(0);
        }
        return filter;
    }

    private void filter(Filter filter) {
        if (filter instanceof Filter.And and) {
            String word = "";
            for (Filter each : and.filters()) {
                text.append(word);
                conjunct(each);
                word = " AND ";
            }
        } else if (filter instanceof Filter.Or or) {
            String word = "";
            for (Filter each : or.filters()) {
                text.append(word);
                filter(each);
                word = " OR ";
            }
        } else if (filter instanceof Filter.PropertyFilter comparison) {
            comparison(comparison);
        }
    }

    private void conjunct(Filter filter) {
        boolean weaker = filter instanceof Filter.Or;
        text.append(weaker ? "(" : "");
        filter(filter);
        text.append(weaker ? ")" : "");
    }

    private void comparison(Filter.PropertyFilter filter) {
        text.append(Gql.name(filter.property())).append(' ');
        if (filter.operator() == Operator.EQUAL && filter.operand() == Value.NULL) {
            text.append("IS NULL");
        } else {
            text.append(filter.operator().symbol()).append(' ');
            value(filter.operand());
        }
    }

    private void value(Value value) {
        if (value instanceof Value.ListValue list) {
            text.append("ARRAY(");
            String comma = "";
            for (Value each : list.values()) {
                text.append(comma);
                value(each);
                comma = ", ";
            }
            text.append(')');
        } else if (value instanceof Value.KeyValue key) {
            key(key.value());
        } else {
            String literal = literal(value);
            text.append(literal == null ? bound(value) : literal);
        }
    }

    private static @Nullable String literal(Value value) {
        if (value instanceof Value.LongValue number) {
            return Long.toString(number.value());
        }
        if (value instanceof Value.DoubleValue number) {
            return Double.isFinite(number.value()) ? Double.toString(number.value()) : null;
        }
        if (value instanceof Value.BooleanValue truth) {
            return truth.value() ? "TRUE" : "FALSE";
        }
        if (value instanceof Value.StringValue string) {
            return string(string.value());
        }
        if (value instanceof Value.BytesValue bytes) {
            return "BLOB('"
                    + Base64.getUrlEncoder()
                            .withoutPadding()
                            .encodeToString(bytes.value().toByteArray())
                    + "')";
        }
        if (value instanceof Value.BlobKeyValue key) {
            return "BLOBKEY(" + string(key.value()) + ")";
        }
        if (value instanceof Value.TimestampValue time) {
            String standard = GqlTimes.text(time);
            return standard == null ? null : "DATETIME('" + standard + "')";
        }
        return value == Value.NULL ? "NULL" : null;
    }

    private static String string(String value) {
        return "'"
                + value.replace("\\", "\\\\")
                        .replace("'", "\\'")
                        .replace("\n", "\\n")
                        .replace("\r", "\\r")
                        .replace("\t", "\\t")
                        .replace("\0", "\\0")
                + "'";
    }

    private String bound(Value value) {
        String name = "v" + ++values;
        bindings = bindings.with(name, value);
        return "@" + name;
    }

    private String bound(String name, Cursor cursor) {
        bindings = bindings.with(name, cursor);
        return "@" + name;
    }

    private void key(Key key) {
        text.append("KEY(");
        if (!key.app().equals(Partition.DEFAULT_APP)) {
            text.append("PROJECT(").append(string(key.app())).append("), ");
        }
        if (!key.namespace().equals(namespace == null ? "" : namespace)) {
            text.append("NAMESPACE(").append(string(key.namespace())).append("), ");
        }
        String comma = "";
        for (Key element : key.path()) {
            String name = element.name();
            text.append(comma)
                    .append(Gql.name(element.kind()))
                    .append(", ")
                    .append(name == null ? Long.toString(element.id()) : string(name));
            comma = ", ";
        }
        text.append(')');
    }

    private void limit(Query query) {
        Cursor end = query.end();
        if (end != null) {
            String cursor = bound("end", end);
            text.append(" LIMIT ").append(query.limit() < 0 ? cursor : "FIRST(" + cursor + ", " + query.limit() + ")");
        } else if (query.limit() >= 0) {
            text.append(" LIMIT ").append(query.limit());
        }
    }

    private void offset(Query query) {
        Cursor start = query.start();
        if (start != null) {
            text.append(" OFFSET ").append(bound("start", start));
            text.append(query.offset() > 0 ? " + " + query.offset() : "");
        } else if (query.offset() > 0) {
            text.append(" OFFSET ").append(query.offset());
        }
    }
}
