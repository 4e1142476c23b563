package dev.kindred.datastore.autoconfigure;

import dev.kindred.datastore.copy.CopyReport;
import dev.kindred.datastore.copy.StoreCopy;
import dev.kindred.datastore.engine.postgres.Notifications;
import dev.kindred.datastore.engine.postgres.PostgresEngine;
import dev.kindred.datastore.engine.postgres.SchemaMode;
import dev.kindred.datastore.engine.rocksdb.RocksDbEngine;
import dev.kindred.datastore.store.StorageEngine;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.core.env.Environment;
import org.springframework.util.ClassUtils;

/** Copies from one store to another as the settings say. */
final class StoreCopyCommand {

    private static final Log logger = LogFactory.getLog(StoreCopyCommand.class);

    private static final String PREFIX = "kindred.copy.";
    private static final String ROCKSDB = "rocksdb:";
    private static final String POSTGRES = "jdbc:postgresql:";

    private final Environment environment;
    private final List<AutoCloseable> opened = new ArrayList<>();

    StoreCopyCommand(Environment environment) {
        this.environment = environment;
    }

    /** Copies, and returns the exit code: 0 if all is copied and the same. */
    int run() {
        try {
            return run(Binder.get(environment).bindOrCreate("kindred.copy", StoreCopyProperties.class));
        } catch (BindException e) {
            Throwable cause = e.getCause();
            return failed(cause == null ? e : cause);
        } catch (RuntimeException e) {
            return failed(e);
        } finally {
            close();
        }
    }

    private static int failed(Throwable e) {
        Throwable cause = e.getCause();
        logger.error("Nothing more is copied. " + e.getMessage()
                + (cause == null || cause.getMessage() == null ? "" : " (" + cause.getMessage() + ")"));
        logger.debug("The failure of the copy", e);
        return 1;
    }

    private int run(StoreCopyProperties properties) {
        String from = required(properties.from(), "from");
        String to = required(properties.to(), "to");
        if (from.equals(to)) {
            throw new InvalidSettingException(
                    PREFIX + "to", withoutSecrets(to), "This is the source.", "Name another store.");
        }
        StoreCopy copy = StoreCopy.from(open(from, properties, SchemaMode.VALIDATE, "from"))
                .to(open(to, properties, SchemaMode.CREATE, "to"));
        logger.info("Copying (" + properties.mode().name().toLowerCase(Locale.ROOT) + ") from " + withoutSecrets(from)
                + " to " + withoutSecrets(to));
        CopyDisplay display = new CopyDisplay(logger::info);
        CopyReport report =
                switch (properties.mode()) {
                    case ALL -> copy.run(display);
                    case AHEAD -> copy.runAhead(display);
                    case COMPARE -> copy.compare(display);
                };
        display.end();
        return tell(report, properties.mode());
    }

    private static int tell(CopyReport report, StoreCopyProperties.Mode mode) {
        if (mode != StoreCopyProperties.Mode.COMPARE) {
            logger.info(String.format(
                    Locale.ROOT,
                    "Read %,d rows; wrote %,d, deleted %,d, added %,d tasks",
                    report.read(),
                    report.written(),
                    report.deleted(),
                    report.tasks()));
        }
        if (mode == StoreCopyProperties.Mode.AHEAD) {
            logger.info("This was a pass ahead: tasks were left where they are. Stop the application, and copy with "
                    + PREFIX + "mode=all");
            return 0;
        }
        logger.info("Source, checksum, target:" + System.lineSeparator() + report.table());
        if (report.agrees()) {
            logger.info("Both stores are the same");
            return 0;
        }
        logger.error(
                "The stores differ, see above. If somebody wrote to the source meanwhile, stop it and copy again; if the target"
                        + " was written to, empty it and copy anew");
        return 1;
    }

    private static String required(@Nullable String value, String name) {
        if (value == null || value.isBlank()) {
            throw new InvalidSettingException(
                    PREFIX + name,
                    "",
                    "Both \"" + PREFIX + "from\" and \"" + PREFIX + "to\" are needed for a copy.",
                    "Set it to " + ROCKSDB + "<directory> or " + POSTGRES + "//host/database.");
        }
        return value.strip();
    }

    private StorageEngine open(String place, StoreCopyProperties properties, SchemaMode mode, String setting) {
        StorageEngine engine;
        if (place.startsWith(ROCKSDB)) {
            engine = rocksDb(Path.of(place.substring(ROCKSDB.length())), mode, setting);
        } else if (place.startsWith(POSTGRES)) {
            engine = postgres(place, properties, mode);
        } else {
            throw new InvalidSettingException(
                    PREFIX + setting,
                    withoutSecrets(place),
                    "There is no engine for it.",
                    "Write " + ROCKSDB + "<directory> or " + POSTGRES + "//host/database.");
        }
        opened.add(engine);
        engine.open();
        return engine;
    }

    private static StorageEngine rocksDb(Path directory, SchemaMode mode, String setting) {
        if (mode == SchemaMode.VALIDATE && !Files.isRegularFile(directory.resolve("FORMAT"))) {
            throw new InvalidSettingException(
                    PREFIX + setting,
                    directory,
                    "This is no data directory.",
                    "Name the data directory of the application, \"kindred.datastore.embedded.path\".");
        }
        return RocksDbEngine.at(directory).build();
    }

    private StorageEngine postgres(String url, StoreCopyProperties properties, SchemaMode mode) {
        for (String needed : new String[] {"com.zaxxer.hikari.HikariDataSource", "org.postgresql.Driver"}) {
            if (!ClassUtils.isPresent(needed, StoreCopyCommand.class.getClassLoader())) {
                throw new IllegalStateException(
                        "\"" + needed
                                + "\" is not on the class path. Add the dependencies \"org.postgresql:postgresql\" and \"com.zaxxer:HikariCP\".");
            }
        }
        DatastorePostgresProperties settings =
                Binder.get(environment).bindOrCreate("kindred.datastore.postgres", DatastorePostgresProperties.class);
        OwnPool pool = new OwnPool(
                new GivenDetails(url, properties.username(), properties.password()), settings, "kindred-copy");
        // Closed last.
        opened.add(pool);
        String schema = properties.schema();
        return PostgresEngine.on(pool)
                .schema(schema == null ? settings.schemaName() : schema)
                .schemaMode(mode)
                .notifications(Notifications.OFF)
                .build();
    }

    private static String withoutSecrets(String place) {
        return PostgresConnections.withoutParameters(place);
    }

    private void close() {
        for (int i = opened.size() - 1; i >= 0; i--) {
            try {
                opened.get(i).close();
            } catch (Exception e) {
                logger.warn("A store could not be closed: " + e.getMessage());
            }
        }
    }
}
