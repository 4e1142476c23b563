package dev.kindred.datastore.plan;

import dev.kindred.datastore.codec.ByteReader;
import dev.kindred.datastore.codec.OrderedCodec;
import dev.kindred.datastore.model.Entity;
import dev.kindred.datastore.model.Key;
import dev.kindred.datastore.model.Property;
import dev.kindred.datastore.model.Value;
import dev.kindred.datastore.query.Order;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A row of a projection, read from its position alone. */
final class ProjectedRow {

    private final byte[] position;
    private final Map<String, Value> values = new HashMap<>();
    private int at;

    private ProjectedRow(byte[] position) {
        this.position = position;
    }

    static Entity read(NormalQuery query, byte[] position, int keyLength, Key key) {
        ProjectedRow row = new ProjectedRow(position);
        row.read(query.sort());
        row.at += keyLength;
        row.read(query.tail());
        Map<String, Property> properties = new LinkedHashMap<>();
        for (String name : query.query().projection()) {
            Value value = row.values.get(name);
            if (value != null) {
                properties.put(name, Property.of(value));
            }
        }
        return Entity.partial(key, properties, 0, 0);
    }

    private void read(List<Order> orders) {
        for (Order order : orders) {
            byte[] rest = Arrays.copyOfRange(position, at, position.length);
            if (order.isDescending()) {
                ValueScan.complement(rest);
            }
            ByteReader in = new ByteReader(rest);
            values.put(order.property(), OrderedCodec.readValue(in));
            at += in.position();
        }
    }
}
