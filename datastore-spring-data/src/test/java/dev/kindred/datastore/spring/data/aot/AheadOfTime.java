package dev.kindred.datastore.spring.data.aot;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.springframework.aot.AotDetector;
import org.springframework.aot.generate.GeneratedFiles;
import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.test.generate.TestGenerationContext;
import org.springframework.beans.BeanUtils;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.aot.AbstractAotProcessor;
import org.springframework.context.aot.ApplicationContextAotGenerator;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.core.io.InputStreamSource;
import org.springframework.core.test.tools.TestCompiler;
import org.springframework.data.util.Lazy;
import org.springframework.javapoet.ClassName;
import org.springframework.util.ClassUtils;

/** An application that has been processed ahead of time: what was generated for it, and the application made of that. */
public final class AheadOfTime {

    private final TestGenerationContext generation = new TestGenerationContext(AheadOfTime.class);
    private final ClassName initializer;
    private final Lazy<ClassLoader> compiled = Lazy.of(this::compile);

    private AheadOfTime(GenericApplicationContext context) {
        initializer = with(AbstractAotProcessor.AOT_PROCESSING, () -> {
            ClassName generated = new ApplicationContextAotGenerator().processAheadOfTime(context, generation);
            generation.writeGeneratedContent();
            return generated;
        });
    }

    /** Processes the application that is made of some configuration classes. */
    public static AheadOfTime process(Class<?>... configuration) {
        return process(context -> {}, configuration);
    }

    /** The same, with something done to the application before. */
    public static AheadOfTime process(
            Consumer<AnnotationConfigApplicationContext> customizer, Class<?>... configuration) {
        AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext();
        context.register(configuration);
        customizer.accept(context);
        try (context) {
            return new AheadOfTime(context);
        }
    }

    /** Starts the application from what was generated alone. */
    @SuppressWarnings("unchecked") // It was generated as one.
    public ConfigurableApplicationContext start(Consumer<GenericApplicationContext> customizer) {
        GenericApplicationContext context = new GenericApplicationContext();
        context.setClassLoader(compiled.get());
        var initialize = (ApplicationContextInitializer<GenericApplicationContext>)
                BeanUtils.instantiateClass(ClassUtils.resolveClassName(initializer.toString(), compiled.get()));
        return with(AotDetector.AOT_ENABLED, () -> {
            customizer.accept(context);
            initialize.initialize(context);
            context.refresh();
            return context;
        });
    }

    private ClassLoader compile() {
        AtomicReference<ClassLoader> loader = new AtomicReference<>();
        TestCompiler.forSystem().with(generation).compile(done -> loader.set(done.getClassLoader()));
        return loader.get();
    }

    private static <T> T with(String flag, Supplier<T> work) {
        System.setProperty(flag, "true");
        try {
            return work.get();
        } finally {
            System.clearProperty(flag);
        }
    }

    /** The hints for a native image. */
    public RuntimeHints hints() {
        return generation.getRuntimeHints();
    }

    /** The text of a class that was generated; null if there is none of the name. */
    public String source(String className) {
        return text(GeneratedFiles.Kind.SOURCE, className.replace('.', '/') + ".java");
    }

    /** The text of a resource that was generated; null if there is none of the name. */
    public String resource(String path) {
        return text(GeneratedFiles.Kind.RESOURCE, path);
    }

    private String text(GeneratedFiles.Kind kind, String path) {
        InputStreamSource file = generation.getGeneratedFiles().getGeneratedFile(kind, path);
        if (file == null) {
            return null;
        }
        try (var content = file.getInputStream()) {
            return new String(content.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
