package dev.kindred.datastore.plan;

import dev.kindred.datastore.codec.Names;
import dev.kindred.datastore.model.Partition;
import java.util.ArrayList;
import java.util.List;

/** A dictionary in which every name has a number, so that a query can be planned as if all that it names were there. For one thread. */
final class HypotheticalNames implements Names {

    /** Beyond all numbers that a store gives: they are given one by one. */
    private static final int FIRST = 1 << 27;

    private final Names names;
    private final List<String> added = new ArrayList<>();

    HypotheticalNames(Names names) {
        this.names = names;
    }

    @Override
    public int find(String name) {
        int known = names.find(name);
        if (known != UNKNOWN) {
            return known;
        }
        int place = added.indexOf(name);
        if (place < 0) {
            place = added.size();
            added.add(name);
        }
        return FIRST + place;
    }

    @Override
    public int find(Partition partition) {
        int known = names.find(partition);
        return known == UNKNOWN ? FIRST : known;
    }

    @Override
    public String name(int number) {
        return number < FIRST ? names.name(number) : added.get(number - FIRST);
    }

    @Override
    public Partition partition(int number) {
        return names.partition(number);
    }
}
