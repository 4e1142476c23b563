package dev.kindred.datastore.spring.data.event;

/** Whether a template tells the application's listeners what it does. */
public enum EntityEvents {
    /** Events are published where there is a listener that can take them. */
    PUBLISHED,
    /** No event is published. Callbacks, auditing and domain events are not concerned. */
    SILENT
}
