package dev.kindred.datastore.object;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** A field at its place in the properties of one entity: the same field of an address has one node below "home" and one below "work". */
final class Node {

    final MappedField field;

    /** The full name; empty for an object among the fields of the root. */
    final String name;

    /** Whether neither the field nor an object around it is unindexed. */
    final boolean indexed;

    /** From the entity down to this, this included. */
    final List<Node> path;

    /** Its place among the leaves of the list of objects that it is in. */
    private int column;

    private List<Node> children = List.of();
    private List<Node> leaves = List.of();

    Node(MappedField field, String name, boolean indexed, List<Node> path) {
        this.field = field;
        this.name = name;
        this.indexed = indexed;
        this.path = Layout.append(path, this);
    }

    void fill(List<Node> itsChildren, List<Node> itsLeaves) {
        children = List.copyOf(itsChildren);
        leaves = List.copyOf(itsLeaves);
    }

    void column(int index) {
        column = index;
    }

    int column() {
        return column;
    }

    /** The fields of its object, if that is flattened. */
    List<Node> children() {
        return children;
    }

    /** All properties below, if this is a list of flattened objects. */
    List<Node> leaves() {
        return leaves;
    }

    /** Whether it is a property itself: not an object that is taken apart. */
    boolean isLeaf() {
        return !field.isFlattened();
    }

    @Nullable
    Container container() {
        return field.container;
    }
}
