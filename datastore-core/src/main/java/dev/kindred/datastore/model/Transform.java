package dev.kindred.datastore.model;

import java.time.Instant;
import java.util.Arrays;
import java.util.List;

/**
 * A change of one property that depends on its value in the store, made by the store. The property is named by its path, as in {@link PropertyMask}; embedded
 * entities on the way are made where they are missing, and a single value in their place is replaced. A property that was there stays indexed or not, a new one is
 * indexed. Immutable.
 */
public sealed interface Transform {

    /**
     * The property.
     *
     * @return its path
     */
    String path();

    /**
     * Sets a property to the moment of the commit's request, in whole milliseconds; the same moment for all such transforms of a commit.
     *
     * @param path the property's path
     */
    record RequestTime(String path) implements Transform {

        /**
         * Checks the path.
         *
         * @param path see the record
         * @throws InvalidValueException if it is no path
         */
        public RequestTime {
            PropertyPath.parse(path);
        }
    }

    /**
     * Adds to a number. A property that is missing or no number becomes the operand. Two longs give a long, which stops at the ends of its range; with a double the
     * result is a double.
     *
     * @param path the property's path
     * @param operand a long or a double
     */
    record Increment(String path, Value operand) implements Transform {

        /**
         * Checks path and operand.
         *
         * @param path see the record
         * @param operand see the record
         * @throws InvalidValueException if the path is none, or the operand no number
         */
        public Increment {
            PropertyPath.parse(path);
            Numbers.check(operand);
        }
    }

    /**
     * Raises a number to at least the operand. A property that is missing or no number becomes the operand. The result has the type of the larger one; between
     * equal ones, such as 3 and 3.0, the property stays as it is. NaN wins over everything.
     *
     * @param path the property's path
     * @param operand a long or a double
     */
    record Maximum(String path, Value operand) implements Transform {

        /**
         * Checks path and operand.
         *
         * @param path see the record
         * @param operand see the record
         * @throws InvalidValueException if the path is none, or the operand no number
         */
        public Maximum {
            PropertyPath.parse(path);
            Numbers.check(operand);
        }
    }

    /**
     * Lowers a number to at most the operand; otherwise as {@link Maximum}. NaN wins here, too.
     *
     * @param path the property's path
     * @param operand a long or a double
     */
    record Minimum(String path, Value operand) implements Transform {

        /**
         * Checks path and operand.
         *
         * @param path see the record
         * @param operand see the record
         * @throws InvalidValueException if the path is none, or the operand no number
         */
        public Minimum {
            PropertyPath.parse(path);
            Numbers.check(operand);
        }
    }

    /**
     * Adds those elements to the end of a list that it does not have, each once, in order. What is missing or no list becomes an empty list first. A long
     * and a double of the same value are the same element, NaN is NaN, and null is null.
     *
     * @param path the property's path
     * @param elements what the list shall have
     */
    record AppendMissing(String path, Value.ListValue elements) implements Transform {

        /**
         * Checks the path.
         *
         * @param path see the record
         * @param elements see the record
         * @throws InvalidValueException if it is no path
         */
        public AppendMissing {
            PropertyPath.parse(path);
        }
    }

    /**
     * Takes all occurrences of some elements out of a list. What is missing or no list becomes an empty list. Elements are the same as for
     * {@link AppendMissing}.
     *
     * @param path the property's path
     * @param elements what the list shall not have
     */
    record RemoveAll(String path, Value.ListValue elements) implements Transform {

        /**
         * Checks the path.
         *
         * @param path see the record
         * @param elements see the record
         * @throws InvalidValueException if it is no path
         */
        public RemoveAll {
            PropertyPath.parse(path);
        }
    }

    /**
     * Sets a property to the moment of the commit's request.
     *
     * @param path the property's path
     * @return the transform
     * @throws InvalidValueException if it is no path
     */
    static Transform requestTime(String path) {
        return new RequestTime(path);
    }

    /**
     * Adds a whole number.
     *
     * @param path the property's path
     * @param by what to add
     * @return the transform
     * @throws InvalidValueException if it is no path
     */
    static Transform increment(String path, long by) {
        return new Increment(path, Value.of(by));
    }

    /**
     * Adds a floating point number.
     *
     * @param path the property's path
     * @param by what to add
     * @return the transform
     * @throws InvalidValueException if it is no path
     */
    static Transform increment(String path, double by) {
        return new Increment(path, Value.of(by));
    }

    /**
     * Raises a number to at least a whole number.
     *
     * @param path the property's path
     * @param least the operand
     * @return the transform
     * @throws InvalidValueException if it is no path
     */
    static Transform maximum(String path, long least) {
        return new Maximum(path, Value.of(least));
    }

    /**
     * Raises a number to at least a floating point number.
     *
     * @param path the property's path
     * @param least the operand
     * @return the transform
     * @throws InvalidValueException if it is no path
     */
    static Transform maximum(String path, double least) {
        return new Maximum(path, Value.of(least));
    }

    /**
     * Lowers a number to at most a whole number.
     *
     * @param path the property's path
     * @param most the operand
     * @return the transform
     * @throws InvalidValueException if it is no path
     */
    static Transform minimum(String path, long most) {
        return new Minimum(path, Value.of(most));
    }

    /**
     * Lowers a number to at most a floating point number.
     *
     * @param path the property's path
     * @param most the operand
     * @return the transform
     * @throws InvalidValueException if it is no path
     */
    static Transform minimum(String path, double most) {
        return new Minimum(path, Value.of(most));
    }

    /**
     * Adds the elements that a list does not have.
     *
     * @param path the property's path
     * @param elements what the list shall have; no lists among them
     * @return the transform
     * @throws InvalidValueException if it is no path, or an element is a list
     */
    static Transform appendMissing(String path, Value... elements) {
        return new AppendMissing(path, new Value.ListValue(Arrays.asList(elements)));
    }

    /**
     * Takes elements out of a list.
     *
     * @param path the property's path
     * @param elements what the list shall not have; no lists among them
     * @return the transform
     * @throws InvalidValueException if it is no path, or an element is a list
     */
    static Transform removeAll(String path, Value... elements) {
        return new RemoveAll(path, new Value.ListValue(Arrays.asList(elements)));
    }

    /**
     * An entity after its transforms.
     *
     * @param entity the changed entity, partial if it was before
     * @param results for each transform, in order, the value that it set; null values for changes of lists
     */
    record Outcome(Entity entity, List<Value> results) {}

    /**
     * Makes changes one after the other.
     *
     * @param entity the entity
     * @param transforms what to change
     * @param requestTime the moment of the commit's request
     * @return the changed entity and the results
     * @throws InvalidValueException if a path leads into a list
     */
    static Outcome applyAll(Entity entity, List<Transform> transforms, Instant requestTime) {
        return Transformation.of(entity, transforms, requestTime);
    }
}
