package dev.kindred.datastore;

import dev.kindred.datastore.model.Key;
import dev.kindred.datastore.model.KeyDecoder;
import dev.kindred.datastore.model.Partition;
import dev.kindred.datastore.store.StorageEngine;
import java.util.List;
import java.util.Set;

/** The code of {@code docs/reference/keys-and-ids.md}; {@link ReferencePagesTests} compares and runs it. */
final class KeysAndIdsPage {

    private KeysAndIdsPage() {}

    static List<Object> examples(Datastore datastore) {
        // tag::making[]
        Key city = datastore.partition().key("City", 17);
        Key comment = city.child("Comment", "n");
        Key toCome = city.incompleteChild("Comment"); // put gives it an id
        // end::making[]

        // tag::text[]
        String link = comment.encode();
        Key same = Key.decode(link);

        KeyDecoder both = KeyDecoder.acceptingCloudKeys("glibrary");
        Key word = both.decode("Eg4KCVdvcmRJbmRleBCJCA"); // written by the Cloud client: WordIndex(1033)
        // end::text[]

        // tag::ids[]
        List<Key> fresh = datastore.allocateIds(List.of(toCome, toCome)); // completed, and nobody else's
        IdRange block = datastore.allocateIdRange(toCome, 100); // consecutive: block.low() to block.high() - 1
        datastore.allocateIdRange(toCome, 5_000, 5_999); // these very ids, both ends included
        datastore.reserveIds(List.of(city)); // for an import: nobody is given city's id
        // end::ids[]
        return List.of(same, word, fresh, block);
    }

    static LocalDatastore moved(StorageEngine engine) {
        return
        // tag::moved[]
        LocalDatastore.on(engine)
                .partition(new Partition("guestbook", ""))
                .acceptApps(Set.of("s~guestbook"))
                .build();
        // end::moved[]
    }
}
