package dev.kindred.datastore.model;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The text form that the Go client of Cloud Datastore gives a key: base64url of the protocol message {@code Key} of {@code google.datastore.v1}. Read only.
 *
 * <pre>
 * Key          partition_id = 1 (message)  path = 2 (message, one per element)
 * PartitionId  project_id = 2  database_id = 3  namespace_id = 4 (strings)
 * PathElement  kind = 1 (string)  id = 2 (varint) or name = 3 (string)
 * </pre>
 *
 * Project and database are dropped: the application id of an App Engine application is not its project's.
 */
final class CloudKeyText {

    private CloudKeyText() {}

    static Key read(ProtocolReader in, String app) {
        Partition partition = new Partition(app, "");
        // The message may name its namespace after the path, so elements wait.
        List<byte[]> path = new ArrayList<>();
        while (in.hasMore()) {
            long tag = in.varint();
            if (tag == (1 << 3 | ProtocolReader.LENGTH)) {
                partition = partition.withNamespace(namespace(new ProtocolReader(in.bytes())));
            } else if (tag == (2 << 3 | ProtocolReader.LENGTH)) {
                path.add(in.bytes());
            } else {
                in.skip(tag);
            }
        }
        Key key = null;
        for (byte[] element : path) {
            key = element(new ProtocolReader(element), partition, key);
        }
        if (key == null) {
            throw new InvalidKeyException("it has no path, neither in App Engine's form nor in the Cloud client's");
        }
        return key;
    }

    private static String namespace(ProtocolReader in) {
        String namespace = "";
        while (in.hasMore()) {
            long tag = in.varint();
            if (tag == (4 << 3 | ProtocolReader.LENGTH)) {
                namespace = in.string();
            } else {
                in.skip(tag);
            }
        }
        return namespace;
    }

    private static Key element(ProtocolReader in, Partition partition, @Nullable Key parent) {
        String kind = "";
        String name = "";
        long id = 0;
        while (in.hasMore()) {
            long tag = in.varint();
            if (tag == (1 << 3 | ProtocolReader.LENGTH)) {
                kind = in.string();
            } else if (tag == (2 << 3 | ProtocolReader.VARINT)) {
                id = in.varint();
            } else if (tag == (3 << 3 | ProtocolReader.LENGTH)) {
                name = in.string();
            } else {
                in.skip(tag);
            }
        }
        return KeyText.below(partition, parent, kind, id, name);
    }
}
