package dev.kindred.datastore.object;

import dev.kindred.datastore.model.InvalidValueException;
import dev.kindred.datastore.model.Value;
import java.util.List;

/**
 * One value of an entity under its name: an element of a {@link PropertyList}. A list is several of them with the same name, each of them
 * {@code multiple}; an empty list is one whose value is the empty list.
 *
 * @param name the property's name; any that an entity can have
 * @param value a single value; a list only if it is empty
 * @param indexed whether queries find it
 * @param multiple whether it is an element of a list, of which it may be the only one
 */
public record NamedProperty(String name, Value value, boolean indexed, boolean multiple) {

    /**
     * Checks the value.
     *
     * @param name see the record
     * @param value see the record
     * @param indexed see the record
     * @param multiple see the record
     * @throws InvalidValueException if the value is a list that is not empty, or an empty one that is not multiple
     */
    public NamedProperty {
        if (value instanceof Value.ListValue list && !(multiple && list.values().isEmpty())) {
            throw new InvalidValueException(
                    "Property \"" + name
                            + "\" of a PropertyList has a list as its value; add each element as a property of this name that is multiple.");
        }
    }

    /**
     * An indexed single value.
     *
     * @param name the property's name
     * @param value the value
     * @return the property
     */
    public static NamedProperty of(String name, Value value) {
        return new NamedProperty(name, value, true, false);
    }

    /**
     * An indexed element of a list.
     *
     * @param name the property's name
     * @param value the element
     * @return the property
     */
    public static NamedProperty element(String name, Value value) {
        return new NamedProperty(name, value, true, true);
    }

    /**
     * A list without elements. Beside elements of the same name it says nothing.
     *
     * @param name the property's name
     * @return the property
     */
    public static NamedProperty emptyList(String name) {
        return new NamedProperty(name, Value.of(List.of()), true, true);
    }

    /**
     * The same without index rows.
     *
     * @return a copy that no query finds
     */
    public NamedProperty unindexed() {
        return new NamedProperty(name, value, false, multiple);
    }
}
