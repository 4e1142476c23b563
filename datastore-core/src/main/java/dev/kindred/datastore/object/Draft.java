package dev.kindred.datastore.object;

import dev.kindred.datastore.model.Key;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An object while its properties come in, one by one and in any order: records can be made only when all are there. Holds for each field nothing, a content, the
 * draft of an object, or several of those. {@link #finish} makes the object from the leaves up. Fields that nothing came in for stay as they are.
 */
final class Draft {

    private static final Object NULL = new Object();
    private static final Object UNTOUCHED = new Object();

    private final Shape shape;
    private final @Nullable Draft parent;
    private final @Nullable MappedField place;
    private final @Nullable Object[] slots;
    private @Nullable Key key;

    Draft(Shape shape) {
        this(shape, null, null);
    }

    private Draft(Shape shape, @Nullable Draft parent, @Nullable MappedField place) {
        this.shape = shape;
        this.parent = parent;
        this.place = place;
        this.slots = new @Nullable Object[shape.fields().size()];
    }

    /** The drafts of the objects in a list. */
    private static final class Elements {
        private final List<@Nullable Draft> drafts = new ArrayList<>();
    }

    void key(@Nullable Key itsKey) {
        key = itsKey;
    }

    /** Gives a field a content; null for what a stored null is loaded as. */
    void set(MappedField field, @Nullable Object content) {
        slots[field.index] = content == null ? NULL : content;
    }

    /** The object in a field, begun if there is none. */
    Draft child(MappedField field) {
        if (slots[field.index] instanceof Draft begun) {
            return begun;
        }
        Draft child = new Draft(field.shape(), this, field);
        slots[field.index] = child;
        return child;
    }

    /** Begins a list of objects, which has none so far. */
    void list(MappedField field) {
        elements(field);
    }

    /** An object in a list; it and those before it are begun if they are not. */
    Draft element(MappedField field, int index) {
        List<@Nullable Draft> drafts = elements(field).drafts;
        while (drafts.size() <= index) {
            drafts.add(new Draft(field.shape(), this, field));
        }
        Draft found = drafts.get(index);
        if (found == null) {
            found = new Draft(field.shape(), this, field);
            drafts.set(index, found);
        }
        return found;
    }

    /** Makes an element of a list null. */
    void nullElement(MappedField field, int index) {
        element(field, index);
        elements(field).drafts.set(index, null);
    }

    private Elements elements(MappedField field) {
        if (slots[field.index] instanceof Elements begun) {
            return begun;
        }
        Elements elements = new Elements();
        slots[field.index] = elements;
        return elements;
    }

    /**
     * Makes the object, or loads into the one that is there. Where a constructor further down throws, that object is a mismatch, and left out.
     *
     * @param target an object of the class to load into; a record is made anew with what it had
     */
    Object finish(@Nullable Object target, Reading reading) throws ConstructorFailure {
        if (shape.isRecord()) {
            return finishRecord(target, reading);
        }
        Object made = target == null ? shape.make() : target;
        for (MappedField field : shape.fields()) {
            Object content = content(field, made, reading);
            if (content != UNTOUCHED) {
                field.set(made, content);
            }
        }
        Accessor keyField = shape.key();
        if (keyField != null && key != null) {
            keyField.set(made, key);
        }
        return made;
    }

    private Object finishRecord(@Nullable Object target, Reading reading) throws ConstructorFailure {
        List<Accessor> components = shape.components();
        @Nullable Object[] arguments = new @Nullable Object[components.size()];
        for (int i = 0; i < arguments.length; i++) {
            Accessor component = components.get(i);
            arguments[i] = target == null ? component.zero() : component.get(target);
        }
        for (MappedField field : shape.fields()) {
            Object content = content(field, target, reading);
            if (content != UNTOUCHED) {
                arguments[field.component()] = field.wrap(content);
            } else if (target == null) {
                arguments[field.component()] = field.zero();
            }
        }
        Accessor keyField = shape.key();
        if (keyField != null && key != null) {
            arguments[keyField.component()] = key;
        }
        return shape.make(arguments);
    }

    /** What a field is to hold. */
    private @Nullable Object content(MappedField field, @Nullable Object target, Reading reading) {
        Object slot = slots[field.index];
        if (slot == null) {
            return UNTOUCHED;
        }
        if (slot == NULL) {
            return null;
        }
        if (slot instanceof Draft draft) {
            try {
                return draft.finish(target == null ? null : field.get(target), reading);
            } catch (ConstructorFailure e) {
                draft.report(e, reading);
                return UNTOUCHED;
            }
        }
        Container container = field.container;
        if (slot instanceof Elements elements && container != null) {
            List<@Nullable Object> made = new ArrayList<>(elements.drafts.size());
            for (Draft element : elements.drafts) {
                if (element == null) {
                    made.add(null);
                    continue;
                }
                try {
                    made.add(element.finish(null, reading));
                } catch (ConstructorFailure e) {
                    element.report(e, reading);
                    made.add(null);
                }
            }
            return container.build(made);
        }
        return slot;
    }

    private void report(ConstructorFailure failure, Reading reading) {
        reading.mismatch(name(), "the constructor of " + shape.type.getSimpleName() + " threw " + failure.thrown());
    }

    /** The property that this object is, with dots. */
    private String name() {
        if (parent == null || place == null) {
            return "";
        }
        String above = parent.name();
        return above.isEmpty() || place.name.isEmpty() ? above + place.name : above + "." + place.name;
    }
}
