package dev.kindred.datastore.spring.data.repository.query;

import dev.kindred.datastore.model.Key;
import dev.kindred.datastore.spring.data.repository.query.DatastoreParameters.DatastoreParameter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.springframework.dao.InvalidDataAccessApiUsageException;
import org.springframework.data.domain.Range;
import org.springframework.data.geo.Box;
import org.springframework.data.repository.query.parser.Part;

/** Walks the parameters of a method along the conditions of its name, and refuses what does not fit. */
final class Signature {

    private final DatastoreParameters parameters;
    /** The indexes of those that are for conditions, in order. */
    private final List<Integer> free = new ArrayList<>();

    private int next;

    Signature(DatastoreParameters parameters) {
        this(parameters, Set.of());
    }

    /** @param taken the indexes of those that are for something else */
    Signature(DatastoreParameters parameters, Set<Integer> taken) {
        this.parameters = parameters.getBindableParameters();
        for (int i = 0; i < this.parameters.getNumberOfParameters(); i++) {
            if (!taken.contains(i)) {
                free.add(i);
            }
        }
    }

    /** Takes a parameter for one value, or for a range of them. */
    int one(StoredProperty property, Operands operands) {
        DatastoreParameter parameter = take(property.path());
        Class<?> type = nextIsRangeAt(next - 1) ? parameter.elementType() : parameter.getType();
        return checked(type, property, operands);
    }

    /** Takes a parameter for several values. */
    int many(StoredProperty property, Operands operands) {
        DatastoreParameter parameter = take(property.path());
        if (!parameter.isMany()) {
            throw new InvalidDataAccessApiUsageException("parameter " + number() + " is "
                    + parameter.getType().getSimpleName() + ", but In and NotIn need a collection or an array of "
                    + property.type().getSimpleName());
        }
        return checked(parameter.elementType(), property, operands);
    }

    /** Takes a parameter for a part of the globe. */
    int box(StoredProperty property) {
        DatastoreParameter parameter = take(property.path());
        if (parameter.getType() != Box.class) {
            throw new InvalidDataAccessApiUsageException("parameter " + number() + " is "
                    + parameter.getType().getSimpleName() + ", but \"" + property.path()
                    + "\" is looked for within an org.springframework.data.geo.Box; give the parameter that type");
        }
        return free.get(next - 1);
    }

    /** Which of the parameters taken since a position leave their condition out if they are null; empty if none does. */
    Optional<List<Integer>> skippedIfNull(int position) {
        List<Integer> skipped = new ArrayList<>();
        for (int i = position; i < next; i++) {
            DatastoreParameter parameter = parameters.getParameter(free.get(i));
            if (parameter.isSkippedIfNull() && parameter.getType().isPrimitive()) {
                throw new InvalidDataAccessApiUsageException("parameter " + (free.get(i) + 1) + " is "
                        + parameter.getType().getSimpleName()
                        + ", which is never null, so that @SkipIfNull cannot leave it out; declare the boxed type");
            }
            if (parameter.isSkippedIfNull()) {
                skipped.add(free.get(i));
            }
        }
        return skipped.isEmpty() ? Optional.empty() : Optional.of(skipped);
    }

    int position() {
        return next;
    }

    /** Goes on behind the parameters of a part that began at a position. */
    void moveBehind(Part part, int position) {
        int arguments =
                part.getType() == Part.Type.BETWEEN && nextIsRangeAt(position) ? 1 : part.getNumberOfArguments();
        next = Math.max(next, position + arguments);
    }

    int ancestor() {
        DatastoreParameter parameter = take("ancestor");
        if (parameter.getType() != Key.class) {
            throw new InvalidDataAccessApiUsageException("parameter " + number() + " is "
                    + parameter.getType().getSimpleName() + ", but an ancestor is a Key");
        }
        return parameter.getIndex();
    }

    boolean nextIsRange() {
        return nextIsRangeAt(next);
    }

    private boolean nextIsRangeAt(int index) {
        return index < free.size() && parameters.getParameter(free.get(index)).getType() == Range.class;
    }

    private DatastoreParameter take(String path) {
        if (next >= free.size()) {
            throw new InvalidDataAccessApiUsageException(
                    "the method takes " + count(next) + ", but one more is needed for \"" + path + "\"");
        }
        return parameters.getParameter(free.get(next++));
    }

    /** The number of the parameter that was taken last, as people count. */
    private int number() {
        return free.get(next - 1) + 1;
    }

    private int checked(Class<?> type, StoredProperty property, Operands operands) {
        if (!operands.accept(type) && property.isKeyWithParent()) {
            throw new InvalidDataAccessApiUsageException(
                    "parameter " + number() + " is " + type.getSimpleName() + ", but "
                            + property.entity().getType().getSimpleName()
                            + " has a parent, so its id alone does not say which entity is meant; compare with a Key");
        }
        if (!operands.accept(type)) {
            throw new InvalidDataAccessApiUsageException("parameter " + number() + " is " + type.getSimpleName()
                    + ", but property \"" + property.path() + "\" is "
                    + property.type().getSimpleName() + "; give the parameter that type");
        }
        return free.get(next - 1);
    }

    /** Says that the name ends here. */
    void end() {
        int given = free.size();
        if (next < given) {
            throw new InvalidDataAccessApiUsageException("the method takes " + count(given) + ", but its name uses "
                    + (next == 0 ? "none" : next) + "; remove the others, or name a condition for each");
        }
    }

    private static String count(int parameters) {
        return parameters == 1 ? "1 parameter for its conditions" : parameters + " parameters for its conditions";
    }
}
