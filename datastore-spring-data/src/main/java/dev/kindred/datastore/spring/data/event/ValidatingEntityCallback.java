package dev.kindred.datastore.spring.data.event;

import dev.kindred.datastore.model.Entity;
import jakarta.validation.ConstraintViolation;
import jakarta.validation.ConstraintViolationException;
import jakarta.validation.Validator;
import java.util.Set;
import java.util.stream.Collectors;
import org.springframework.core.Ordered;

/**
 * Refuses to store objects that break their Bean Validation constraints. It sees an object as it is going to be stored, after auditing and other callbacks of
 * its order, 100; since nothing is written before every object of a batch was seen, a batch with a bad object leaves no trace.
 */
public final class ValidatingEntityCallback implements BeforeSaveCallback<Object>, Ordered {

    private final Validator validator;

    /**
     * A callback.
     *
     * @param validator knows the constraints
     */
    public ValidatingEntityCallback(Validator validator) {
        this.validator = validator;
    }

    @Override
    public int getOrder() {
        return 100;
    }

    /**
     * Lets an object pass that breaks no constraint.
     *
     * @param instance the object
     * @param entity what is going to be stored of it
     * @return the object
     * @throws ConstraintViolationException if it breaks any; the message lists all of them
     */
    @Override
    public Object onBeforeSave(Object instance, Entity.Builder entity) {
        Set<ConstraintViolation<Object>> violations = validator.validate(instance);
        if (!violations.isEmpty()) {
            throw new ConstraintViolationException(message(instance, entity, violations), violations);
        }
        return instance;
    }

    /** Without the values, which may be nobody's business who reads the log. */
    private static String message(Object instance, Entity.Builder entity, Set<ConstraintViolation<Object>> violations) {
        return "Cannot store " + entity.build().key() + ", a "
                + instance.getClass().getName() + ":"
                + violations.stream()
                        .map(violation -> "\n  - " + violation.getPropertyPath() + " " + violation.getMessage())
                        .sorted()
                        .collect(Collectors.joining());
    }
}
