package dev.kindred.datastore.object;

/** What the annotations of a field say. */
record FieldOptions(String name, boolean indexed, boolean omitEmpty, MappedField.Form form) {}
