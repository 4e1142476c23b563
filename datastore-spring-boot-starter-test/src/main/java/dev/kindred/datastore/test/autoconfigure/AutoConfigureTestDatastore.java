package dev.kindred.datastore.test.autoconfigure;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.springframework.boot.test.context.PropertyMapping;

/**
 * Gives a test a store of its own in place of the configured one: on the heap, for as long as the application context lives. A part of
 * {@link DataDatastoreTest @DataDatastoreTest}; on a {@code @SpringBootTest} it replaces the application's. It wins over all properties; a bean of
 * type {@code StorageEngine} wins over it.
 *
 * <p>Memory and not RocksDB, because they differ in nothing that a test of an application can see: planner, codec, indexes and the resolver of conflicts are
 * the same code, and one contract is tested on both. It starts in milliseconds, loads no native library and leaves nothing behind. To
 * run on files, say {@code @AutoConfigureTestDatastore(engine = "rocksdb")}; to run on a PostgreSQL server, {@code engine = "postgres"} and where it is: a container with
 * {@code @ServiceConnection}, or {@code kindred.datastore.postgres.url} among the test's properties.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Documented
@Inherited
@PropertyMapping("kindred.datastore")
public @interface AutoConfigureTestDatastore {

    /**
     * The engine, as {@code kindred.datastore.engine} names it.
     *
     * @return {@code memory}, {@code rocksdb} or {@code postgres}
     */
    String engine() default "memory";

    /**
     * The directory of the engine {@code rocksdb}, as {@code kindred.datastore.embedded.path}: never that of the application, unless it is said here. Placeholders are
     * replaced.
     *
     * @return a directory; a new one for each application context below the directory for temporary files if not said, which nobody removes
     */
    @PropertyMapping("embedded.path")
    String path() default "${java.io.tmpdir}/kindred-test/${random.uuid}";
}
