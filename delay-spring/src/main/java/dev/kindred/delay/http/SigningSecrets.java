package dev.kindred.delay.http;

import dev.kindred.datastore.ConcurrentTransactionException;
import dev.kindred.datastore.Datastore;
import dev.kindred.datastore.EntityExistsException;
import dev.kindred.datastore.model.ByteString;
import dev.kindred.datastore.model.DatastoreException;
import dev.kindred.datastore.model.Entity;
import dev.kindred.datastore.model.Key;
import dev.kindred.datastore.model.Value;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The secrets that sender and receiver of tasks share. The first one signs, all of them are accepted. To change a secret without refusing anything, add the new one as the
 * second on every node, then make it the first everywhere, then take the old one away.
 */
@FunctionalInterface
public interface SigningSecrets {

    /** The shortest secret accepted, in bytes: as long as the hash, as RFC 2104 advises. */
    int MIN_BYTES = 32;

    /**
     * The secrets now.
     *
     * @return at least one; not to be changed
     */
    List<byte[]> current();

    /**
     * Secrets from the configuration.
     *
     * @param secrets at least one, each of at least 32 bytes in UTF-8
     * @return the secrets
     * @throws IllegalArgumentException if there is none, or one is too short
     */
    static SigningSecrets of(List<String> secrets) {
        if (secrets.isEmpty()) {
            throw new IllegalArgumentException("There is no secret to sign tasks with; give at least one.");
        }
        List<byte[]> bytes = secrets.stream()
                .map(secret -> secret.getBytes(StandardCharsets.UTF_8))
                .toList();
        for (int i = 0; i < bytes.size(); i++) {
            if (bytes.get(i).length < MIN_BYTES) {
                throw new IllegalArgumentException("Secret " + (i + 1) + " of " + bytes.size() + " has "
                        + bytes.get(i).length + " bytes; it must have at least " + MIN_BYTES
                        + ". \"openssl rand -base64 32\" makes a good one.");
            }
        }
        return () -> bytes;
    }

    /**
     * A secret that is generated once and kept in the datastore, so that all nodes share it. Read, or made, at first use; of many nodes that start at once one makes it.
     *
     * @param datastore where it is kept, as the entity {@code KindredSecret("delay-http")} of the default namespace
     * @return the secret
     */
    static SigningSecrets storedIn(Datastore datastore) {
        return new SigningSecrets() {

            private volatile @Nullable List<byte[]> known;

            @Override
            public List<byte[]> current() {
                List<byte[]> secrets = known;
                if (secrets == null) {
                    secrets = List.of(findOrMake(datastore));
                    known = secrets;
                }
                return secrets;
            }
        };
    }

    private static byte[] findOrMake(Datastore datastore) {
        Key key = datastore.partition().withNamespace("").key("KindredSecret", "delay-http");
        byte[] fresh = new byte[MIN_BYTES];
        new SecureRandom().nextBytes(fresh);
        Entity made = Entity.builder(key)
                .setUnindexed("secret", Value.of(ByteString.copyOf(fresh)))
                .build();
        DatastoreException last = null;
        for (int attempt = 0; attempt < 20; attempt++) {
            Entity stored = datastore.find(key);
            if (stored != null) {
                return secret(stored);
            }
            try {
                datastore.insert(List.of(made));
                return fresh;
            } catch (EntityExistsException | ConcurrentTransactionException another) {
                // Another of the nodes that start was faster: its secret is read now.
                last = another;
            }
        }
        throw Objects.requireNonNull(last);
    }

    private static byte[] secret(Entity stored) {
        if (stored.value("secret") instanceof Value.BytesValue secret) {
            return secret.value().toByteArray();
        }
        throw new IllegalStateException(
                "The entity " + stored.key()
                        + " has no property \"secret\" of bytes. Delete it, and all nodes get a new secret when they are restarted.");
    }
}
