package dev.kindred.datastore.store;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Who must have run before whom, among transactions of which is known what they saw and wrote: who wrote a value before who saw it, who wrote a key before who wrote it next, who saw a value
 * before who overwrote it (Adya's serialization graph). They are serializable if it has no cycle. The writers of one key come in the order of their versions; but who deletes a value comes next to who wrote it, since
 * a transaction that began before may write the key anew without having seen either. Nothing is concluded from a key that was seen empty if it was empty more than once.
 */
final class SerializationGraph {

    private record Node(long version, Map<String, String> seen, Map<String, String> written) {}

    private final TreeMap<Long, Node> nodes = new TreeMap<>();

    void add(long version, Map<String, String> seen, Map<String, String> written) {
        nodes.put(version, new Node(version, seen, written));
    }

    /** The versions of transactions each of which must have run before the next, and the last before the first; empty if there are none. */
    List<Long> cycle() {
        Map<Long, TreeSet<Long>> after = edges();
        Map<Long, Integer> marks = new HashMap<>();
        for (Long start : nodes.keySet()) {
            List<Long> found = search(start, after, marks, new ArrayDeque<>());
            if (!found.isEmpty()) {
                return found;
            }
        }
        return List.of();
    }

    private Map<Long, TreeSet<Long>> edges() {
        Map<String, List<Node>> writers = new TreeMap<>();
        nodes.values().forEach(node -> node.written()
                .forEach((key, value) -> place(
                        writers.computeIfAbsent(key, each -> new ArrayList<>()),
                        node,
                        value.isEmpty() ? node.seen().getOrDefault(key, "") : "",
                        key)));
        Map<Long, TreeSet<Long>> after = new HashMap<>();
        writers.forEach((key, all) -> {
            for (int i = 1; i < all.size(); i++) {
                edge(after, all.get(i - 1), all.get(i));
            }
        });
        for (Node reader : nodes.values()) {
            reader.seen()
                    .forEach((key, value) -> seen(after, reader, value, key, writers.getOrDefault(key, List.of())));
        }
        return after;
    }

    /** Puts a writer of a key behind all others, or behind the one whose value it deletes. */
    private static void place(List<Node> writers, Node writer, String deleted, String key) {
        for (int i = 0; i < writers.size() && !deleted.isEmpty(); i++) {
            if (writers.get(i).written().get(key).equals(deleted)) {
                writers.add(i + 1, writer);
                return;
            }
        }
        writers.add(writer);
    }

    private static void seen(
            Map<Long, TreeSet<Long>> after, Node reader, String value, String key, List<Node> writers) {
        // The place of the value in the history of the key: -1 is the empty beginning.
        List<Integer> places = new ArrayList<>();
        if (value.isEmpty()) {
            places.add(-1);
        }
        for (int i = 0; i < writers.size(); i++) {
            if (writers.get(i).written().get(key).equals(value)) {
                places.add(i);
            }
        }
        if (places.size() != 1) {
            return;
        }
        int place = places.get(0);
        if (place >= 0) {
            edge(after, writers.get(place), reader);
        }
        if (place + 1 < writers.size()) {
            edge(after, reader, writers.get(place + 1));
        }
    }

    private static void edge(Map<Long, TreeSet<Long>> after, Node before, Node then) {
        if (before.version() != then.version()) {
            after.computeIfAbsent(before.version(), each -> new TreeSet<>()).add(then.version());
        }
    }

    private static List<Long> search(
            Long node, Map<Long, TreeSet<Long>> after, Map<Long, Integer> marks, Deque<Long> path) {
        Integer mark = marks.get(node);
        if (mark != null) {
            List<Long> all = new ArrayList<>(path);
            return mark == 1 ? all.subList(all.indexOf(node), all.size()) : List.of();
        }
        marks.put(node, 1);
        path.addLast(node);
        for (Long next : after.getOrDefault(node, new TreeSet<>())) {
            List<Long> found = search(next, after, marks, path);
            if (!found.isEmpty()) {
                return found;
            }
        }
        path.removeLast();
        marks.put(node, 2);
        return List.of();
    }
}
