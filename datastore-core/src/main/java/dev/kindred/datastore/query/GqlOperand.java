package dev.kindred.datastore.query;

import dev.kindred.datastore.model.Key;
import dev.kindred.datastore.model.Partition;
import dev.kindred.datastore.model.Value;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What stands where a statement takes a value: known already, or to be found among the bindings. */
sealed interface GqlOperand {

    /** Where it begins in the source. */
    int at();

    /** Whether it is known without bindings. A key counts, although its partition may come with them. */
    boolean isLiteral();

    record Literal(Value value, int at) implements GqlOperand {
        @Override
        public boolean isLiteral() {
            return true;
        }
    }

    /**
     * A key literal.
     *
     * @param path a key of this path, in the default partition
     * @param app the application it names, or null for that of the bindings
     * @param namespace the namespace it names, or null for that of the bindings
     */
    record KeyPath(Key path, @Nullable String app, @Nullable String namespace, int at) implements GqlOperand {

        @Override
        public boolean isLiteral() {
            return true;
        }

        Key in(Partition defaults) {
            Partition partition = new Partition(
                    app == null ? defaults.app() : app, namespace == null ? defaults.namespace() : namespace);
            Key key = null;
            for (Key element : path.path()) {
                key = step(partition, key, element.kind(), element.id(), element.name());
            }
            return Objects.requireNonNull(key);
        }

        static Key step(Partition partition, @Nullable Key parent, String kind, long id, @Nullable String name) {
            if (parent == null) {
                return name == null ? partition.key(kind, id) : partition.key(kind, name);
            }
            return name == null ? parent.child(kind, id) : parent.child(kind, name);
        }
    }

    record Binding(String name, int at) implements GqlOperand {

        /** With the sign: {@code @name} or {@code @1}. */
        String shown() {
            return "@" + name;
        }

        boolean isPositional() {
            return Character.isDigit(name.charAt(0));
        }

        @Override
        public boolean isLiteral() {
            return false;
        }
    }

    record Array(List<GqlOperand> elements, int at) implements GqlOperand {
        @Override
        public boolean isLiteral() {
            return elements.stream().allMatch(GqlOperand::isLiteral);
        }
    }
}
