package dev.kindred.delay.processor;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import javax.annotation.processing.Processor;
import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.StandardLocation;
import javax.tools.ToolProvider;

/** A run of the compiler with our processors on sources in memory; its output goes to a directory. */
final class Compilation {

    private final Path output;
    private final List<Diagnostic<? extends JavaFileObject>> diagnostics;
    private final boolean success;

    private Compilation(Path output, List<Diagnostic<? extends JavaFileObject>> diagnostics, boolean success) {
        this.output = output;
        this.diagnostics = diagnostics;
        this.success = success;
    }

    static Compilation of(Path output, Map<String, String> sources, String... options) {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        DiagnosticCollector<JavaFileObject> collector = new DiagnosticCollector<>();
        try (StandardJavaFileManager files =
                compiler.getStandardFileManager(collector, Locale.ROOT, StandardCharsets.UTF_8)) {
            files.setLocationFromPaths(StandardLocation.CLASS_OUTPUT, List.of(output));
            files.setLocationFromPaths(StandardLocation.SOURCE_OUTPUT, List.of(output));
            List<String> all = new ArrayList<>(List.of(
                    "-classpath",
                    System.getProperty("java.class.path"),
                    "-Xlint:all,-processing,-classfile,-options",
                    "-Xdoclint:all/protected",
                    "-parameters",
                    "--release",
                    "17"));
            all.addAll(List.of(options));
            List<Source> units = sources.entrySet().stream()
                    .map(source -> new Source(source.getKey(), source.getValue()))
                    .toList();
            JavaCompiler.CompilationTask task = compiler.getTask(null, files, collector, all, null, units);
            List<Processor> processors = List.of(new DelayedProcessor(), new DelayedKeysProcessor());
            task.setProcessors(processors);
            boolean success = task.call();
            return new Compilation(output, collector.getDiagnostics(), success);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    boolean succeeded() {
        return success;
    }

    /** Those of the sources given, as {@code line:column message}. */
    List<String> errors() {
        return diagnostics.stream()
                .filter(each -> each.getKind() == Diagnostic.Kind.ERROR)
                .map(each -> each.getLineNumber() + ":" + each.getColumnNumber() + " " + each.getMessage(Locale.ROOT))
                .toList();
    }

    /** What the compiler says of generated sources. */
    List<String> complaintsAbout(String generated) {
        return diagnostics.stream()
                .filter(each ->
                        each.getSource() != null && each.getSource().getName().contains(generated))
                .map(each -> each.getLineNumber() + " " + each.getMessage(Locale.ROOT))
                .toList();
    }

    /** A file of the output; empty if there is none. */
    String file(String name) {
        try {
            Path file = output.resolve(name);
            return Files.exists(file) ? Files.readString(file) : "";
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    URLClassLoader loader() {
        try {
            return new URLClassLoader(
                    new URL[] {output.toUri().toURL()}, getClass().getClassLoader());
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private static final class Source extends SimpleJavaFileObject {

        private final String text;

        Source(String type, String text) {
            super(URI.create("string:///" + type.replace('.', '/') + ".java"), Kind.SOURCE);
            this.text = text;
        }

        @Override
        public CharSequence getCharContent(boolean ignoreEncodingErrors) {
            return text;
        }
    }
}
