package dev.kindred.datastore;

import dev.kindred.datastore.model.DatastoreException;

/** The queue has, or lately had, a task of this name. Nothing of the transaction was applied. */
public final class DuplicateTaskException extends DatastoreException {

    private final String queue;
    private final String name;

    /**
     * Reports a name that is taken.
     *
     * @param queue the queue
     * @param name the task's name
     */
    public DuplicateTaskException(String queue, String name) {
        super("Queue \"" + queue + "\" has, or lately had, a task named \"" + name + "\". Use another name, or none.");
        this.queue = queue;
        this.name = name;
    }

    /**
     * The queue.
     *
     * @return its name
     */
    public String queue() {
        return queue;
    }

    /**
     * The name that is taken.
     *
     * @return the task's name
     */
    public String name() {
        return name;
    }
}
