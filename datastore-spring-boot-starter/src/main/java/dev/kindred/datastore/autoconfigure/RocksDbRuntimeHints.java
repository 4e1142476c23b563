package dev.kindred.datastore.autoconfigure;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.rocksdb.RocksDBException;
import org.rocksdb.Status;
import org.rocksdb.util.Environment;
import org.springframework.aot.hint.MemberCategory;
import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.RuntimeHintsRegistrar;
import org.springframework.util.ClassUtils;

/** RocksDB's library for the platform that builds a native image, which is the one it runs on, and the classes by which the library reports errors. */
final class RocksDbRuntimeHints implements RuntimeHintsRegistrar {

    RocksDbRuntimeHints() {}

    @Override
    public void registerHints(RuntimeHints hints, @Nullable ClassLoader classLoader) {
        if (ClassUtils.isPresent("org.rocksdb.RocksDB", classLoader)) {
            Library.register(hints);
        }
    }

    /** Apart, since an application may do without the library. */
    private static final class Library {

        private static final List<Class<?>> MADE_BY_IT =
                List.of(RocksDBException.class, Status.class, Status.Code.class, Status.SubCode.class);

        private static void register(RuntimeHints hints) {
            hints.resources().registerPattern(Environment.getJniLibraryFileName("rocksdb"));
            for (Class<?> type : MADE_BY_IT) {
                hints.jni()
                        .registerType(
                                type,
                                MemberCategory.INVOKE_DECLARED_CONSTRUCTORS,
                                MemberCategory.INVOKE_DECLARED_METHODS,
                                MemberCategory.ACCESS_DECLARED_FIELDS);
            }
        }
    }
}
