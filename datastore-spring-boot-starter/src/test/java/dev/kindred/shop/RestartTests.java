package dev.kindred.shop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;

/** What the development tools do at each change: the application's classes anew, the libraries as they were. */
class RestartTests {

    @TempDir
    Path directory;

    /** Loads the shop's classes itself, as the class loader of a restart does. */
    private static final class RestartLoader extends ClassLoader {

        RestartLoader() {
            super(RestartTests.class.getClassLoader());
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            if (!name.startsWith("dev.kindred.shop.")) {
                return super.loadClass(name, resolve);
            }
            synchronized (getClassLoadingLock(name)) {
                Class<?> loaded = findLoadedClass(name);
                return loaded == null ? define(name) : loaded;
            }
        }

        private Class<?> define(String name) throws ClassNotFoundException {
            try (InputStream bytes = getResourceAsStream(name.replace('.', '/') + ".class")) {
                if (bytes == null) {
                    throw new ClassNotFoundException(name);
                }
                byte[] all = bytes.readAllBytes();
                return defineClass(name, all, 0, all.length);
            } catch (IOException e) {
                throw new ClassNotFoundException(name, e);
            }
        }
    }

    @Test
    void tenRestartsLeaveNoLockAndNoThread() throws Exception {
        for (int start = 1; start <= 10; start++) {
            startAndStop(start);
        }

        await().atMost(Duration.ofSeconds(10))
                .untilAsserted(() -> assertThat(Thread.getAllStackTraces().keySet())
                        .extracting(Thread::getName)
                        .noneMatch(name -> name.startsWith("kindred")));
    }

    private void startAndStop(int start) throws Exception {
        ClassLoader before = Thread.currentThread().getContextClassLoader();
        ClassLoader loader = new RestartLoader();
        Thread.currentThread().setContextClassLoader(loader);
        try (ConfigurableApplicationContext shop = new SpringApplicationBuilder(
                        loader.loadClass(ShopApplication.class.getName()))
                .web(WebApplicationType.NONE)
                .registerShutdownHook(false)
                .logStartupInfo(false)
                .run(
                        "--kindred.datastore.embedded.path=" + directory.resolve("data"),
                        "--spring.main.banner-mode=off")) {
            Object service = shop.getBean(loader.loadClass(Shop.class.getName()));
            service.getClass().getMethod("add", String.class).invoke(service, "Dune");
            Object books = shop.getBean(loader.loadClass(BookRepository.class.getName()));
            assertThat(BookRepository.class.isInstance(books)).isFalse();
            assertThat((long) org.springframework.data.repository.CrudRepository.class
                            .getMethod("count")
                            .invoke(books))
                    .isEqualTo(start);
        } finally {
            Thread.currentThread().setContextClassLoader(before);
        }
    }
}
