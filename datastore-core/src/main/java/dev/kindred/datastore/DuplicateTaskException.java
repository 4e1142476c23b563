package dev.kindred.datastore;

import dev.kindred.datastore.model.DatastoreException;

/** The queue has, or lately had, a task of this name, or has one with this unique key. Nothing of the transaction was applied. */
public final class DuplicateTaskException extends DatastoreException {

    private final String queue;
    private final String name;

    /**
     * Reports a name or a unique key that is taken.
     *
     * @param queue the queue
     * @param name the task's name or unique key
     */
    public DuplicateTaskException(String queue, String name) {
        super("Queue \"" + queue + "\" has, or lately had, a task with the name or unique key \"" + name
                + "\". Use another one, or none.");
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
     * The name or unique key that is taken.
     *
     * @return the name, or the key
     */
    public String name() {
        return name;
    }
}
