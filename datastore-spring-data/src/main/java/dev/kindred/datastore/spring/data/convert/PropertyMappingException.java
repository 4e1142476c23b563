package dev.kindred.datastore.spring.data.convert;

import org.springframework.data.mapping.MappingException;

/** A field cannot be stored, or a stored value cannot become what its field declares. Nothing was written. */
public final class PropertyMappingException extends MappingException {

    private final String property;
    private final Class<?> fieldType;

    PropertyMappingException(String message, String property, Class<?> fieldType, Throwable cause) {
        super(message, cause);
        this.property = property;
        this.fieldType = fieldType;
    }

    /**
     * The stored property.
     *
     * @return its name, dotted within nested values
     */
    public String property() {
        return property;
    }

    /**
     * What the field declares.
     *
     * @return the type of the field
     */
    public Class<?> fieldType() {
        return fieldType;
    }
}
