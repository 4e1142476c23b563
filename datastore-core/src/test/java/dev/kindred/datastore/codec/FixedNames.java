package dev.kindred.datastore.codec;

import dev.kindred.datastore.model.Partition;
import java.util.List;

/** A dictionary that is given whole: the first name has number 1, and there is one partition, the default one, with number 1. */
public record FixedNames(List<String> names) implements Names {

    public static FixedNames of(String... names) {
        return new FixedNames(List.of(names));
    }

    @Override
    public int find(String name) {
        return names.indexOf(name) + 1;
    }

    @Override
    public int find(Partition partition) {
        return partition.equals(Partition.DEFAULT) ? 1 : UNKNOWN;
    }

    @Override
    public String name(int number) {
        return names.get(number - 1);
    }

    @Override
    public Partition partition(int number) {
        return Partition.DEFAULT;
    }
}
