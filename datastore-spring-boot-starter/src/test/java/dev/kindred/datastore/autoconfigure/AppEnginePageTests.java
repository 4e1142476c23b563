package dev.kindred.datastore.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.Member;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The page docs/reference/app-engine.md has every name of the Go package, and each of ours that it gives is there. */
class AppEnginePageTests {

    private static final Path PAGE = Path.of("..", "docs", "reference", "app-engine.md");
    private static final Pattern CODE = Pattern.compile("`([^`]+)`");
    private static final Pattern OURS = Pattern.compile("([A-Z]\\w*(?:\\.[A-Z]\\w*)*)(?:\\.([a-z]\\w*))?");

    private static final List<String> PACKAGES = List.of(
            "dev.kindred.datastore",
            "dev.kindred.datastore.model",
            "dev.kindred.datastore.query",
            "dev.kindred.datastore.object",
            "dev.kindred.datastore.spring.data.text");

    /** All that the documentation of the package lists. */
    private static final String DOCUMENTED = """
            ErrInvalidEntityType ErrInvalidKey ErrNoSuchEntity Done ErrConcurrentTransaction
            AllocateIDRange AllocateIDs Delete DeleteMulti EnableKeyConversion Get GetMulti KindProperties Kinds LoadStruct Namespaces
            RunInTransaction SaveStruct ByteString Cursor DecodeCursor Cursor.String Entity ErrFieldMismatch ErrFieldMismatch.Error
            Iterator Iterator.Cursor Iterator.Next Key DecodeKey NewIncompleteKey NewKey Put PutMulti Key.AppID Key.Encode Key.Equal
            Key.GobDecode Key.GobEncode Key.Incomplete Key.IntID Key.Kind Key.MarshalJSON Key.Namespace Key.Parent Key.String
            Key.StringID Key.UnmarshalJSON KeyRangeCollisionError KeyRangeCollisionError.Error KeyRangeContentionError
            KeyRangeContentionError.Error Property Property.Name Property.Value Property.NoIndex Property.Multiple PropertyList
            PropertyList.Load PropertyList.Save PropertyLoadSaver Query NewQuery Query.Ancestor Query.BatchSize Query.Count
            Query.Distinct Query.DistinctOn Query.End Query.EventualConsistency Query.Filter Query.GetAll Query.KeysOnly Query.Limit
            Query.Offset Query.Order Query.Project Query.Run Query.Start TransactionOptions TransactionOptions.XG
            TransactionOptions.Attempts TransactionOptions.ReadOnly
            """;

    /** The cells of all tables, row by row. */
    private static List<String[]> rows() throws IOException {
        List<String[]> rows = new ArrayList<>();
        for (String line : Files.readAllLines(PAGE)) {
            if (line.startsWith("| `") || line.startsWith("| ") && line.contains("`")) {
                rows.add(line.substring(1).split("\\|"));
            }
        }
        return rows;
    }

    private static List<String> code(String cell) {
        Matcher code = CODE.matcher(cell);
        List<String> found = new ArrayList<>();
        while (code.find()) {
            found.add(code.group(1));
        }
        return found;
    }

    @Test
    void everyDocumentedNameHasItsRow() throws IOException {
        Set<String> theirs = new TreeSet<>();
        rows().forEach(row -> theirs.addAll(code(row[0])));

        assertThat(theirs).containsAll(Arrays.asList(DOCUMENTED.strip().split("\\s+")));
    }

    @Test
    void everyNameOfOursIsThere() throws IOException {
        List<String> missing = new ArrayList<>();
        int checked = 0;
        for (String[] row : rows()) {
            for (String name : code(row[1])) {
                Matcher ours = OURS.matcher(name);
                if (ours.matches()) {
                    checked++;
                    if (!exists(ours.group(1), ours.group(2))) {
                        missing.add(name);
                    }
                }
            }
        }

        assertThat(missing).isEmpty();
        assertThat(checked).isGreaterThan(100);
    }

    private static boolean exists(String type, String member) {
        Optional<Class<?>> found = PACKAGES.stream()
                .map(name -> name + "." + type.replace('.', '$'))
                .flatMap(AppEnginePageTests::load)
                .findFirst();
        return found.isPresent()
                && (member == null
                        || Stream.concat(
                                        Arrays.stream(found.get().getMethods()),
                                        Arrays.stream(found.get().getFields()))
                                .map(Member::getName)
                                .anyMatch(member::equals));
    }

    private static Stream<Class<?>> load(String name) {
        try {
            return Stream.of(Class.forName(name));
        } catch (ClassNotFoundException e) {
            return Stream.empty();
        }
    }
}
