package dev.kindred.datastore.spring.data.repository.enabled;

import dev.kindred.datastore.spring.data.template.DatastoreOperations;

public class RenamingCode implements Renaming {

    private final DatastoreOperations operations;

    public RenamingCode(DatastoreOperations datastoreTemplate) {
        this.operations = datastoreTemplate;
    }

    @Override
    public Shop rename(Shop shop) {
        return operations.save(new Shop(shop.id(), "coded"));
    }
}
