package dev.kindred.datastore.spring.data.transaction;

/** What a thread has of a transaction beside the datastore: the JDBC connection, bound under its {@code DataSource}, if the datastore is in that database. Without types of Spring JDBC. */
interface JdbcShare {

    /** The store is in no database, or nobody else is to use the connection. */
    JdbcShare NONE = new JdbcShare() {
        @Override
        public boolean isBound() {
            return true;
        }

        @Override
        public void bind() {}

        @Override
        public void unbind() {}

        @Override
        public void setRollbackOnly() {}

        @Override
        public boolean isRollbackOnly() {
            return false;
        }

        @Override
        public void registerSynchronization() {}
    };

    /** Whether it is the one that the thread has now: another manager may have put it aside. */
    boolean isBound();

    void bind();

    void unbind();

    void setRollbackOnly();

    boolean isRollbackOnly();

    /** Called once the thread's synchronizations are there. */
    void registerSynchronization();
}
