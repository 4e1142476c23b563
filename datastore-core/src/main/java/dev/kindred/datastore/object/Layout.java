package dev.kindred.datastore.object;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The properties of a {@link Shape} as an entity: its fields and those of flattened objects below, with their full names. Making one finds what only shows when
 * everything is flattened: names that repeat, types that contain themselves, and lists of lists.
 */
final class Layout {

    final Shape shape;
    private final List<Node> nodes;
    private final Map<String, Node> byName;

    private Layout(Shape shape, List<Node> nodes, Map<String, Node> byName) {
        this.shape = shape;
        this.nodes = List.copyOf(nodes);
        this.byName = Map.copyOf(byName);
    }

    /** @param problems gets a sentence for all that is wrong */
    static Layout of(Shape shape, List<String> problems) {
        Walk walk = new Walk(problems);
        List<Node> nodes = walk.walk(shape, "", true, List.of(shape.type), List.of(), null);
        return new Layout(shape, nodes, walk.byName);
    }

    /** The fields of the entity itself. */
    List<Node> nodes() {
        return nodes;
    }

    /** The field or the object with exactly this name. */
    @Nullable
    Node find(String name) {
        return byName.get(name);
    }

    static <T> List<T> append(List<T> list, T last) {
        List<T> longer = new ArrayList<>(list);
        longer.add(last);
        return List.copyOf(longer);
    }

    private static String join(String prefix, String name) {
        return prefix.isEmpty() ? name : name.isEmpty() ? prefix : prefix + "." + name;
    }

    /** The way down from one shape. */
    private static final class Walk {

        private final List<String> problems;
        private final Map<String, Node> byName = new HashMap<>();

        Walk(List<String> problems) {
            this.problems = problems;
        }

        List<Node> walk(
                Shape shape,
                String prefix,
                boolean indexed,
                List<Class<?>> around,
                List<Node> path,
                @Nullable ListBelow list) {
            List<Node> nodes = new ArrayList<>();
            for (MappedField field : shape.fields()) {
                String name = join(prefix, field.name);
                Node node = new Node(field, name, indexed && field.indexed, path);
                if (field.isFlattened() && around.contains(field.shape().type)) {
                    problems.add(
                            at(node) + " is recursive: " + field.shape().type.getSimpleName()
                                    + " contains itself, and flattening it has no end. Annotate the field with @Nested.");
                    continue;
                }
                if (list != null && !fits(node, list)) {
                    continue;
                }
                register(node);
                nodes.add(node);
                if (field.isFlattened()) {
                    ListBelow below = field.container == null ? list : new ListBelow(name);
                    List<Node> children = walk(
                            field.shape(), name, node.indexed, append(around, field.shape().type), node.path, below);
                    node.fill(children, field.container == null || below == null ? List.of() : below.leaves);
                } else if (list != null) {
                    node.column(list.leaves.size());
                    list.leaves.add(node);
                }
            }
            return nodes;
        }

        private boolean fits(Node node, ListBelow list) {
            int before = problems.size();
            if (node.field.container != null) {
                problems.add(at(node) + " leads to a list of lists: it is a list within the list \"" + list.name
                        + "\". Annotate the outer field with @Nested.");
            } else if (!node.field.isObject() && node.field.value() instanceof ScalarTypes.RawProperty) {
                problems.add(at(node) + " is a Property within the list \"" + list.name
                        + "\", which is indexed as a whole. Make it a Value.");
            }
            if (node.field.omitEmpty) {
                problems.add(
                        at(node) + " is @OmitEmpty within the list \"" + list.name
                                + "\": leaving some out would shift the values of the others. Annotate the list itself, or with @Nested.");
            }
            return problems.size() == before;
        }

        private void register(Node node) {
            if (node.field.name.isEmpty()) {
                return;
            }
            if (node.name.length() >= 4 && node.name.startsWith("__") && node.name.endsWith("__")) {
                problems.add(at(node) + " has a name of the form __…__, which is reserved for the datastore."
                        + " Choose another with @PropertyName.");
            }
            Node taken = byName.putIfAbsent(node.name, node);
            if (taken != null) {
                problems.add(at(node) + " repeats the property name \"" + node.name + "\" of field " + way(taken)
                        + ". Rename one with @PropertyName.");
            }
        }

        private static String at(Node node) {
            return "field " + way(node)
                    + (node.name.isEmpty() || node.name.equals(way(node)) ? "" : " (property \"" + node.name + "\")");
        }

        /** The Java names from the root down. */
        private static String way(Node node) {
            List<String> names = new ArrayList<>();
            node.path.forEach(step -> names.add(step.field.javaName));
            return String.join(".", names);
        }
    }

    /** A list of objects around what is being looked at, and the properties below it so far. */
    private static final class ListBelow {

        private final String name;
        private final List<Node> leaves = new ArrayList<>();

        ListBelow(String name) {
            this.name = name;
        }
    }
}
