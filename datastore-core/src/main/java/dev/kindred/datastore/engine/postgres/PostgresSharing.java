package dev.kindred.datastore.engine.postgres;

import dev.kindred.datastore.store.Sharing;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Supplier;

/** The processes by their rows in the table {@code node}. */
final class PostgresSharing implements Sharing {

    private final Supplier<Server> server;

    PostgresSharing(Supplier<Server> server) {
        this.server = server;
    }

    @Override
    public String self() {
        Node node = server.get().node();
        return name(node.id(), node.epoch());
    }

    @Override
    public Set<String> alive() {
        Server open = server.get();
        Set<String> alive = new HashSet<>();
        open.run("Looking which processes live", () -> new Script()
                .query("select id, epoch from " + open.schema() + ".node where alive_until >= " + Node.NOW, rows -> {
                    alive.clear();
                    while (rows.next()) {
                        alive.add(name(rows.getInt(1), rows.getLong(2)));
                    }
                }));
        alive.add(self());
        return alive;
    }

    private static String name(int id, long epoch) {
        return id + "." + epoch;
    }
}
