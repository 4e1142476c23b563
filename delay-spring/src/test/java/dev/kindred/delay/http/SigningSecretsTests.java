package dev.kindred.delay.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.kindred.datastore.Datastore;
import dev.kindred.datastore.LocalDatastore;
import dev.kindred.datastore.engine.memory.MemoryEngine;
import dev.kindred.datastore.engine.postgres.PostgresEngine;
import dev.kindred.datastore.engine.postgres.TestServer;
import dev.kindred.datastore.model.Entity;
import dev.kindred.datastore.store.StorageEngine;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The secret that nobody has configured. */
@Timeout(60)
class SigningSecretsTests {

    private static final int NODES = 32;

    private final ExecutorService threads = Executors.newFixedThreadPool(NODES);
    private final List<LocalDatastore> datastores = new ArrayList<>();

    private Datastore on(StorageEngine engine) {
        LocalDatastore datastore = LocalDatastore.on(engine).build();
        datastores.add(datastore);
        return datastore;
    }

    @AfterEach
    void close() {
        threads.shutdown();
        datastores.forEach(LocalDatastore::close);
    }

    @Test
    void manyNodesThatStartAtOnceOnOneServerShareOneSecret() {
        String schema = TestServer.newSchema();
        List<Datastore> stores = Stream.generate(() -> on(PostgresEngine.on(TestServer.dataSource())
                        .schema(schema)
                        .build()))
                .limit(4)
                .toList();

        assertThat(secretsOf(stores)).hasSize(1);
    }

    @Test
    void manyThatAskAtOnceInOneProcessGetOneSecret() {
        assertThat(secretsOf(List.of(on(new MemoryEngine())))).hasSize(1);
    }

    @Test
    void secretThatIsNoneIsNotReplacedButToldOf() {
        Datastore store = on(new MemoryEngine());
        store.put(Entity.builder(store.partition().withNamespace("").key("KindredSecret", "delay-http"))
                .set("secret", "text")
                .build());

        assertThatIllegalStateException()
                .isThrownBy(() -> SigningSecrets.storedIn(store).current())
                .withMessageContaining("KindredSecret(\"delay-http\")")
                .withMessageContaining("Delete it");
    }

    private List<String> secretsOf(List<Datastore> stores) {
        stores.forEach(store -> store.find(store.partition().key("Any", "thing"))); // open
        CyclicBarrier all = new CyclicBarrier(NODES);
        List<String> secrets = Collections.synchronizedList(new ArrayList<>());
        CompletableFuture.allOf(Stream.iterate(0, node -> node + 1)
                        .limit(NODES)
                        .map(node -> CompletableFuture.runAsync(
                                () -> {
                                    SigningSecrets own = SigningSecrets.storedIn(stores.get(node % stores.size()));
                                    await(all);
                                    secrets.add(new java.math.BigInteger(
                                                    1, own.current().get(0))
                                            .toString(16));
                                },
                                threads))
                        .toArray(CompletableFuture[]::new))
                .join();
        assertThat(secrets).hasSize(NODES);
        return secrets.stream().distinct().toList();
    }

    private static void await(CyclicBarrier barrier) {
        try {
            barrier.await();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
