package dev.kindred.atlas;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.springframework.core.io.FileSystemResource;
import org.springframework.core.type.AnnotationMetadata;
import org.springframework.core.type.ClassMetadata;
import org.springframework.core.type.MethodMetadata;
import org.springframework.core.type.classreading.SimpleMetadataReaderFactory;

/** The compiled test classes of a module, read without loading them. */
final class CompiledTests {

    private static final String TESTABLE = "org.junit.platform.commons.annotation.Testable";
    private static final String NESTED = "org.junit.jupiter.api.Nested";

    private final Map<String, AnnotationMetadata> types;

    private CompiledTests(Map<String, AnnotationMetadata> types) {
        this.types = types;
    }

    static CompiledTests of(Path module) throws IOException {
        Path directory = module.resolve("target/test-classes");
        assertThat(directory)
                .as("the compiled tests of a module; run this one with -am")
                .isDirectory();
        SimpleMetadataReaderFactory reader = new SimpleMetadataReaderFactory();
        Map<String, AnnotationMetadata> types = new TreeMap<>();
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file :
                    files.filter(file -> file.toString().endsWith(".class")).toList()) {
                AnnotationMetadata type =
                        reader.getMetadataReader(new FileSystemResource(file)).getAnnotationMetadata();
                types.put(type.getClassName(), type);
            }
        }
        assertThat(types).as("test classes in " + directory).isNotEmpty();
        return new CompiledTests(types);
    }

    /** The names of the test methods that the build runs, by the class that declares them. */
    Map<String, Set<String>> running() {
        Map<String, Set<String>> methods = new TreeMap<>();
        Set<String> reached = new TreeSet<>();
        Deque<String> open = new ArrayDeque<>(roots().toList());
        while (!open.isEmpty()) {
            String name = open.pop();
            AnnotationMetadata type = types.get(name);
            if (type == null || !reached.add(name)) {
                continue;
            }
            open.addAll(supertypes(type));
            types.values().stream()
                    .filter(member -> name.equals(member.getEnclosingClassName()) && member.hasAnnotation(NESTED))
                    .forEach(member -> open.add(member.getClassName()));
            methods.computeIfAbsent(name, key -> new TreeSet<>())
                    .addAll(type.getAnnotatedMethods(TESTABLE).stream()
                            .map(MethodMetadata::getMethodName)
                            .collect(Collectors.toSet()));
        }
        return methods;
    }

    /** The abstract classes whose name ends so. */
    List<String> named(String suffix) {
        return types.values().stream()
                .filter(type -> type.isAbstract() && type.getClassName().endsWith(suffix))
                .map(ClassMetadata::getClassName)
                .toList();
    }

    /** The simple names of the classes below this one that the build runs. */
    List<String> runningSubclasses(String ancestor) {
        return roots().filter(name -> {
                    AnnotationMetadata type = types.get(name);
                    while (type != null && !type.getClassName().equals(ancestor)) {
                        type = type.hasSuperClass() ? types.get(type.getSuperClassName()) : null;
                    }
                    return type != null;
                })
                .map(CompiledTests::simple)
                .toList();
    }

    /** Surefire takes classes of these names; see the build. */
    private Stream<String> roots() {
        return types.values().stream()
                .filter(type -> type.isConcrete() && type.isIndependent() && type.getEnclosingClassName() == null)
                .map(ClassMetadata::getClassName)
                .filter(name -> name.endsWith("Tests"));
    }

    private static List<String> supertypes(ClassMetadata type) {
        return Stream.concat(Stream.ofNullable(type.getSuperClassName()), Arrays.stream(type.getInterfaceNames()))
                .toList();
    }

    private static String simple(String name) {
        return name.substring(name.lastIndexOf('.') + 1);
    }
}
